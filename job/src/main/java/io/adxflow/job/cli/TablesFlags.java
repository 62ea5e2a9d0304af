package io.adxflow.job.cli;

import java.nio.file.Path;
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
            description = "Folder of a moniker of kind directory (default: tables/ in the data folder).")
    @Nullable
    Path path;

    Path root() {
        return path == null ? data.data.resolve("tables") : path;
    }
}
