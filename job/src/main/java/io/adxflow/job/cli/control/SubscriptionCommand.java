package io.adxflow.job.cli.control;

import picocli.CommandLine.Command;

/** {@code subscription}: what of namespaces goes to which further moniker, in a job that runs. */
@Command(
        name = "subscription",
        description =
                "Lists, shows, sets and deletes subscriptions of a job that runs: what of namespaces goes to which further moniker.")
public final class SubscriptionCommand extends EntryCommand {
    public SubscriptionCommand() {
        super("subscriptions");
    }
}
