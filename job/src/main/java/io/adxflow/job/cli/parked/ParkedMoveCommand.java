package io.adxflow.job.cli.parked;

import io.adxflow.job.cli.CliException;
import io.adxflow.job.cli.ExitCodes;
import io.adxflow.job.cli.Output;
import io.adxflow.job.cli.parked.ParkedFiles.Entry;
import io.adxflow.sinks.delivery.ParkedOrder;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code parked move}: has parked batches delivered to another database, or by another moniker. */
@Command(
        name = "move",
        mixinStandardHelpOptions = true,
        description =
                "Has the parked batches of a database delivered to another database, by another moniker, or both, into tables of"
                        + " the same names.")
final class ParkedMoveCommand implements Callable<Integer> {
    @Mixin
    OrderFlags order = new OrderFlags();

    @Option(
            names = "--to-database",
            paramLabel = "NAME",
            description = "The database that gets them; that of the same name when it is left out.")
    @Nullable
    String toDatabase;

    @Option(
            names = "--to",
            paramLabel = "MONIKER",
            description = "The moniker that gets them; the same one when it is left out.")
    @Nullable
    String toMoniker;

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() throws CliException, IOException, InterruptedException {
        Entry entry = order.chosen();
        boolean isSameMoniker = toMoniker == null || toMoniker.equals(entry.moniker());
        if (isSameMoniker && (toDatabase == null || toDatabase.equals(order.database))) {
            throw new CliException(
                    ExitCodes.USAGE, "--to-database, --to (expected: another database, another moniker, or both)");
        }
        return order.carryOut(ParkedOrder.Action.MOVE, entry, toDatabase, toMoniker, Output.of(spec));
    }
}
