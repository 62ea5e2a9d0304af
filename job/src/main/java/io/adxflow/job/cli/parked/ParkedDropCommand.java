package io.adxflow.job.cli.parked;

import io.adxflow.job.cli.CliException;
import io.adxflow.job.cli.ExitCodes;
import io.adxflow.job.cli.Output;
import io.adxflow.job.cli.Text;
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

/** {@code parked drop}: forgets parked batches, rows and all. */
@Command(
        name = "drop",
        mixinStandardHelpOptions = true,
        description = "Drops the parked batches of a database: their rows are lost, and counted as dropped.")
final class ParkedDropCommand implements Callable<Integer> {
    @Mixin
    OrderFlags order = new OrderFlags();

    @Option(names = "--yes", description = "Do it. Without this, it is only told what would be dropped.")
    boolean yes;

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() throws CliException, IOException, InterruptedException {
        Entry entry = order.chosen();
        if (!yes) {
            throw new CliException(
                    ExitCodes.USAGE,
                    "this would drop " + Text.plural(entry.parked(), "batch", "batches") + " of database "
                            + entry.database() + " of moniker " + entry.moniker() + ", with about "
                            + Text.plural(entry.number("rows"), "row")
                            + " that senders were told are safe; --yes does it");
        }
        return order.carryOut(ParkedOrder.Action.DROP, entry, Output.of(spec));
    }
}
