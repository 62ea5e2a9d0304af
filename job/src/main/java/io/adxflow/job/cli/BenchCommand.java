package io.adxflow.job.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** Stands in the help; the launcher sends {@code bench} to the module that has it, which this one cannot see. */
@Command(name = "bench", description = "Measures throughput, latency and cost end to end; prints one line of JSON.")
final class BenchCommand implements Callable<Integer> {
    @Unmatched
    String[] arguments = {};

    @Override
    public Integer call() throws CliException {
        throw new CliException(ExitCodes.USAGE, "bench runs only through the launcher: ./adxflow bench");
    }
}
