package io.adxflow.job.cli.parked;

import io.adxflow.job.cli.CliException;
import io.adxflow.job.cli.ExitCodes;
import io.adxflow.job.cli.Output;
import io.adxflow.sinks.delivery.ParkedOrder;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code parked move}: has parked batches delivered to another database. */
@Command(
        name = "move",
        mixinStandardHelpOptions = true,
        description =
                "Has the parked batches of a database delivered to another database of the same moniker, into tables of the"
                        + " same names.")
final class ParkedMoveCommand implements Callable<Integer> {
    @Mixin
    OrderFlags order = new OrderFlags();

    @Option(names = "--to-database", required = true, paramLabel = "NAME", description = "The database that gets them.")
    String toDatabase = "";

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() throws CliException, IOException, InterruptedException {
        if (toDatabase.equals(order.database)) {
            throw new CliException(ExitCodes.USAGE, "--to-database: " + toDatabase + " (expected: another one)");
        }
        return order.carryOut(ParkedOrder.Action.MOVE, order.chosen(), toDatabase, Output.of(spec));
    }
}
