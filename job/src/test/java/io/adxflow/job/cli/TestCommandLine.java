package io.adxflow.job.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** Runs a command line and gives what it printed. */
public final class TestCommandLine {
    private TestCommandLine() {}

    /** All output, with {@code exit N} behind it when N is not 0. */
    public static String run(String... arguments) {
        StringWriter text = new StringWriter();
        PrintWriter writer = new PrintWriter(text);
        CommandLine commandLine = AdxflowCommand.commandLine().setOut(writer).setErr(writer);
        int exit = commandLine.execute(arguments);
        return text + (exit == 0 ? "" : "exit " + exit);
    }
}
