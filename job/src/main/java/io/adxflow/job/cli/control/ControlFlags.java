package io.adxflow.job.cli.control;

import io.adxflow.job.cli.CliException;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the control API is, and in which form its answers are printed. */
final class ControlFlags {
    /** Forms of output. */
    enum Format {
        YAML,
        JSON
    }

    @Option(
            names = "--control",
            paramLabel = "URL",
            defaultValue = "http://127.0.0.1:9202",
            description = "Where the control API is (control.http). Default: ${DEFAULT-VALUE}.")
    URI control = URI.create("http://127.0.0.1:9202");

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "File whose first line is a token that the control API knows (senders.<name>.bearer-file).")
    @Nullable
    Path tokenFile;

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description =
                    "PEM file with the authority of the control API's certificate. Default: those that Java knows.")
    @Nullable
    Path ca;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "yaml",
            description = "yaml or json. Default: ${DEFAULT-VALUE}.",
            converter = FormatConverter.class)
    Format format = Format.YAML;

    /** Regardless of case. */
    static final class FormatConverter implements picocli.CommandLine.ITypeConverter<Format> {
        @Override
        public Format convert(String value) {
            return Format.valueOf(value.toUpperCase(java.util.Locale.ROOT));
        }
    }

    /** @throws CliException when a file cannot be used */
    ControlClient client() throws CliException {
        return new ControlClient(
                control,
                format == Format.JSON ? "application/json" : "application/yaml",
                ControlLogin.from(tokenFile, ca));
    }
}
