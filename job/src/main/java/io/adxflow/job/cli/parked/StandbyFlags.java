package io.adxflow.job.cli.parked;

import io.adxflow.job.cli.CliException;
import io.adxflow.job.cli.ExitCodes;
import io.adxflow.sinks.standby.StandbyCheck;
import io.adxflow.sinks.standby.StandbyName;
import io.adxflow.sinks.storage.LocalAppendStore;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which batches of which standby store are meant, without a job. */
final class StandbyFlags {
    @Parameters(
            paramLabel = "FOLDER",
            description =
                    "The folder .standby of the moniker that is the standby, or a copy of a container's _standby.")
    Path folder = Path.of(".");

    @Option(names = "--moniker", paramLabel = "NAME", description = "Only batches of this moniker.")
    @Nullable
    String moniker;

    @Option(names = "--database", paramLabel = "NAME", description = "Only batches of this database.")
    @Nullable
    String database;

    StandbyCheck store() throws CliException {
        if (!Files.isDirectory(folder)) {
            throw new CliException(ExitCodes.USAGE, folder + " (expected: a folder)");
        }
        return new StandbyCheck(new LocalAppendStore(folder));
    }

    boolean wants(StandbyName name) {
        return (moniker == null || moniker.equals(name.moniker()))
                && (database == null || database.equals(name.database()));
    }
}
