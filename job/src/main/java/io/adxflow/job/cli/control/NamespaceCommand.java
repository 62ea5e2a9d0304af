package io.adxflow.job.cli.control;

import picocli.CommandLine.Command;

/** {@code namespace}: what senders write under one name, in a job that runs. */
@Command(
        name = "namespace",
        description =
                "Lists, shows, sets and deletes namespaces of a job that runs: what senders write under one name.")
public final class NamespaceCommand extends EntryCommand {
    public NamespaceCommand() {
        super("namespaces");
    }
}
