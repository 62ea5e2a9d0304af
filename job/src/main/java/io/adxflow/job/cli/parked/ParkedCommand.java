package io.adxflow.job.cli.parked;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code parked}: what waits for its destination, and what is to become of it. */
@Command(
        name = "parked",
        description = {
            "Lists what waits since its destination or its database does not take it, has it tried again, drops it, or moves it",
            "to another database or moniker. Once whatever is wrong is mended, it is delivered without any command."
        },
        mixinStandardHelpOptions = true,
        subcommands = {
            ParkedListCommand.class,
            ParkedShowCommand.class,
            ParkedExportCommand.class,
            ParkedRetryCommand.class,
            ParkedMoveCommand.class,
            ParkedDropCommand.class
        },
        footer = {
            "",
            "Examples:",
            "  ./adxflow parked list",
            "  ./adxflow parked show /mnt/standby/.standby",
            "  ./adxflow parked export /mnt/standby/.standby --database Metrics --to rescued",
            "  ./adxflow parked retry --database Metrics",
            "  ./adxflow parked move --database Metrcs --to-database Metrics",
            "  ./adxflow parked move --database Metrics --to other-cluster",
            "  ./adxflow parked drop --database Metrcs --yes",
            "",
            "The job carries out an order at its next checkpoint, on the batches that were sealed before that; see",
            "docs/delivery.md. On a cluster, run it where storage.directory is mounted."
        })
public final class ParkedCommand implements Runnable {
    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public void run() {
        CommandLine command = Objects.requireNonNull(spec).commandLine();
        command.usage(command.getOut());
    }
}
