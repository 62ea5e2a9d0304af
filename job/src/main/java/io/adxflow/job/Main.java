package io.adxflow.job;

import io.adxflow.job.cli.AdxflowCommand;

/** The program behind {@code ./adxflow}. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        // exit() and not a return: threads of libraries that are no daemons would keep a finished command alive.
        System.exit(AdxflowCommand.execute(arguments));
    }
}
