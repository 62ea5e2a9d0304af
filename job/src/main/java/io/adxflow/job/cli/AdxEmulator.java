package io.adxflow.job.cli;

import io.adxflow.emulator.AzuriteProcess;
import io.adxflow.emulator.LocalCluster;
import io.adxflow.job.config.ConfigSources.Flag;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The stand-in for Azure Data Explorer within a run: its folder is in the run's data folder, its moniker is {@code adx}.
 *
 * <p>Nothing else of this module touches the emulator's classes, which a Flink cluster does not have.
 */
final class AdxEmulator implements AutoCloseable {
    private static final String OPTION = "--adx-emulator";

    private final LocalCluster cluster;

    private AdxEmulator(LocalCluster cluster) {
        this.cluster = cluster;
    }

    /**
     * @param databases those that exist; every name is one when there are none
     * @throws CliException when node or what it runs is missing
     */
    static AdxEmulator start(Path data, List<String> databases) throws CliException {
        String problem = AzuriteProcess.problem();
        if (problem != null) {
            throw new CliException(
                    ExitCodes.FAILED, OPTION + " needs Azurite, Microsoft's storage emulator: " + problem);
        }
        try {
            return new AdxEmulator(LocalCluster.start(
                    folder(data), 0, builder -> builder.databases(databases.toArray(String[]::new))));
        } catch (IOException e) {
            throw new CliException(ExitCodes.FAILED, "the stand-in did not start: " + e.getMessage());
        }
    }

    /** The stand-in's folder in a run's data folder. */
    static Path folder(Path data) {
        return data.resolve("adx-emulator");
    }

    /** What the configuration says unless something else does: the moniker, and the default namespace that delivers to it. */
    static List<Flag> settings(String endpoint) {
        return List.of(
                new Flag(OPTION, "monikers.adx.kind", "kusto"),
                new Flag(OPTION, "monikers.adx.endpoint", endpoint),
                new Flag(OPTION, "namespaces.default.monikers", "adx"));
    }

    String endpoint() {
        return cluster.standIn().endpoint();
    }

    @Override
    public void close() throws IOException {
        cluster.close();
    }
}
