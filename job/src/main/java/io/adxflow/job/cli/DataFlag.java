package io.adxflow.job.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option that names an embedded run's data folder to the commands that look into it. */
public final class DataFlag {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "adxflow-data",
            description = "Data folder of the run (default: ${DEFAULT-VALUE}).")
    Path data = Path.of("adxflow-data");

    /** The folder as given. */
    public Path path() {
        return data;
    }
}
