package io.adxflow.job.cli.control;

import picocli.CommandLine.Command;

/** {@code moniker}: destinations, in a job that runs. */
@Command(name = "moniker", description = "Lists, shows, sets and deletes monikers of a job that runs: destinations.")
public final class MonikerCommand extends EntryCommand {
    public MonikerCommand() {
        super("monikers");
    }
}
