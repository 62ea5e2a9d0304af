package io.adxflow.job.cli;

import picocli.CommandLine.Option;

/** The option by which a command answers programs instead of people. */
public final class FormatFlag {
    private enum Format {
        text,
        json
    }

    @Option(
            names = "--format",
            defaultValue = "text",
            description = "${COMPLETION-CANDIDATES}; json is an object a line (default: text).")
    private Format format = Format.text;

    /** Whether a program asks. */
    public boolean isJson() {
        return format == Format.json;
    }
}
