package io.adxflow.bench;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.adxflow.emulator.AzuriteProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The real job, delivering to a stand-in for Azure Data Explorer over real storage, under load: whatever fails, every
 * acknowledged sample is in its table once, but for the windows that {@code docs/delivery.md} tells of.
 */
class KustoFaultsITCase {
    private static final long SEED = Long.getLong("adxflow.kusto.seed", System.nanoTime());
    /** For runs of some cells: regular expressions of their names. */
    private static final String FAULTS = System.getProperty("adxflow.kusto.faults", ".*");

    private static final String MODES = System.getProperty("adxflow.kusto.modes", ".*");

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;

    @BeforeAll
    static void needsAzurite() {
        Assumptions.assumeTrue(AzuriteProcess.problem() == null, AzuriteProcess.problem());
    }

    static Stream<Arguments> some() {
        return Stream.of(
                arguments(KustoFault.PROCESS_KILLED, KustoMode.TAGGED),
                arguments(KustoFault.STORAGE_KILLED, KustoMode.MARKER),
                arguments(KustoFault.ENQUEUE_ANSWER_LOST, KustoMode.DIRECT));
    }

    static Stream<Arguments> all() {
        return Stream.of(KustoFault.values())
                .filter(fault -> fault.label().matches(FAULTS))
                .flatMap(fault -> Stream.of(KustoMode.values())
                        .filter(mode -> mode.name().toLowerCase(java.util.Locale.ROOT).matches(MODES))
                        .map(mode -> arguments(fault, mode)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("some")
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void everyAcknowledgedSampleIsInItsTableOnce(KustoFault fault, KustoMode mode) throws Exception {
        run(fault, mode);
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("all")
    @Tag("kusto-faults")
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void everyAcknowledgedSampleIsInItsTableOnceWhateverFails(KustoFault fault, KustoMode mode) throws Exception {
        run(fault, mode);
    }

    private void run(KustoFault fault, KustoMode mode) throws Exception {
        System.out.println("seed " + SEED);
        try (KustoFaultRun run = new KustoFaultRun(fault, mode, folder)) {
            fault.before(run);
            List<String> settings = mode.settings(run.standIn().endpoint());
            run.start(fault.onCluster() ? new ClusterJob(folder, settings) : new SingleJob(folder, settings), SEED);
            fault.happen(run);
            run.finish();
        }
    }
}
