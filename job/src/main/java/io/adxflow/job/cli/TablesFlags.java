package io.adxflow.job.cli;

import io.adxflow.job.query.CommittedTables;
import io.adxflow.job.query.CommittedTables.CommittedTable;
import java.io.IOException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say where committed tables are. */
final class TablesFlags {
    @Mixin
    DataFlag data = new DataFlag();

    @Option(
            names = "--path",
            paramLabel = "DIR",
            description =
                    "Folder of a moniker of kind directory (default: where the run in the data folder delivers to).")
    @Nullable
    Path path;

    /** The tables below a folder, or what to do about that there is none. */
    static List<CommittedTable> list(Path root) throws IOException, CliException {
        try {
            return CommittedTables.list(root);
        } catch (NotDirectoryException none) {
            throw new CliException(
                    ExitCodes.FAILED,
                    "there are no tables in " + root
                            + " yet.\n--data names the data folder of a run, --path the folder of"
                            + " a moniker; the first files appear after batch.max-age.");
        }
    }

    Path root() throws IOException, CliException {
        return path == null ? RunDestinations.tables(data.data) : path;
    }
}
