package io.adxflow.job.cli;

import java.io.PrintWriter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** A command's standard output, which picocli lets tests redirect. */
public record Output(PrintWriter out) {
    /** @param spec as injected by picocli; never null once a command runs */
    public static Output of(@Nullable CommandSpec spec) {
        return new Output(Objects.requireNonNull(spec).commandLine().getOut());
    }

    public void println(String line) {
        out.println(line);
        out.flush();
    }

    public void print(String text) {
        out.print(text);
        out.flush();
    }
}
