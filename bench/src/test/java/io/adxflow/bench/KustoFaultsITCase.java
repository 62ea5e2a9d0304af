package io.adxflow.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.emulator.AzuriteProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The real job, delivering to a stand-in for Azure Data Explorer over real storage, under load: whatever fails, every
 * acknowledged sample is in its table once, but for the windows that {@code docs/delivery.md} tells of.
 */
class KustoFaultsITCase {
    private static final long SEED = Long.getLong("adxflow.kusto.seed", 1);
    /** A regular expression, to run some of them. */
    private static final String FAULTS = System.getProperty("adxflow.kusto.faults", ".*");

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;

    @BeforeEach
    void needsAzurite() {
        Assumptions.assumeTrue(AzuriteProcess.problem() == null, AzuriteProcess.problem());
    }

    @Test
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void everyAcknowledgedSampleIsInItsTableOnceThoughProcessAndAnswersFail() throws Exception {
        suffer(
                KustoMode.TAGGED,
                List.of(KustoFault.PROCESS_KILLED_AND_CLUSTER_SLOW, KustoFault.ENQUEUE_ANSWER_LOST_AND_CLUSTER_SLOW));
    }

    @ParameterizedTest
    @EnumSource(KustoMode.class)
    @Tag("kusto-faults")
    @Timeout(value = 60, unit = TimeUnit.MINUTES)
    void everyAcknowledgedSampleIsInItsTableOnceWhateverFailsAroundAProcess(KustoMode mode) throws Exception {
        suffer(mode, selected(false));
    }

    @ParameterizedTest
    @EnumSource(KustoMode.class)
    @Tag("kusto-faults")
    @Timeout(value = 60, unit = TimeUnit.MINUTES)
    void everyAcknowledgedSampleIsInItsTableOnceWhateverFailsOnACluster(KustoMode mode) throws Exception {
        suffer(mode, selected(true));
    }

    private static List<KustoFault> selected(boolean onCluster) {
        List<KustoFault> selected = Stream.of(KustoFault.values())
                .filter(fault -> fault.onCluster() == onCluster && fault.label().matches(FAULTS))
                .toList();
        Assumptions.assumeFalse(selected.isEmpty(), "no such fault");
        return selected;
    }

    private void suffer(KustoMode mode, List<KustoFault> faults) throws Exception {
        System.out.println("seed " + SEED);
        assertThat(faults).isNotEmpty();
        try (KustoFaultRun run = new KustoFaultRun(mode, folder, SEED)) {
            List<String> settings = mode.settings(run.standIn().endpoint());
            run.use(faults.get(0).onCluster() ? new ClusterJob(folder, settings) : new SingleJob(folder, settings));
            for (KustoFault fault : faults) {
                run.suffer(fault);
            }
            run.finish();
        }
    }
}
