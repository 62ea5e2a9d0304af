package io.adxflow.job.cli.parked;

import io.adxflow.job.cli.CliException;
import io.adxflow.job.cli.Output;
import io.adxflow.sinks.delivery.ParkedOrder;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code parked retry}: ends the pauses between attempts. */
@Command(
        name = "retry",
        mixinStandardHelpOptions = true,
        description =
                "Has the parked batches of a database tried again now, and those in the moniker's standby, instead of after the"
                        + " pauses that they are in. The destination is probed at once.")
final class ParkedRetryCommand implements Callable<Integer> {
    @Mixin
    OrderFlags order = new OrderFlags();

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() throws CliException, IOException, InterruptedException {
        return order.carryOut(ParkedOrder.Action.RETRY, order.chosen(), Output.of(spec));
    }
}
