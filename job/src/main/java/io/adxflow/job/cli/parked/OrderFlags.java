package io.adxflow.job.cli.parked;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.adxflow.job.cli.CliException;
import io.adxflow.job.cli.DataFlag;
import io.adxflow.job.cli.ExitCodes;
import io.adxflow.job.cli.FormatFlag;
import io.adxflow.job.cli.Output;
import io.adxflow.job.cli.Text;
import io.adxflow.job.cli.parked.ParkedFiles.Entry;
import io.adxflow.sinks.delivery.ParkedOrder;
import io.adxflow.sinks.delivery.ParkedOrders;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What every order about parked batches says, and how it gets to the job and its answer back. */
final class OrderFlags {
    private static final long POLL_MILLIS = 100;

    /** For an answer to an order that the job has taken up just as it was to be taken back. */
    private static final Duration LAST_CHANCE = Duration.ofSeconds(10);

    @Option(names = "--database", required = true, paramLabel = "NAME", description = "Whose parked batches.")
    String database = "";

    @Option(
            names = "--moniker",
            paramLabel = "NAME",
            description = "Of which moniker; may be left out when one has parked batches of that database.")
    @Nullable
    String moniker;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "How long to wait for the job; then the order is taken back (default: ${DEFAULT-VALUE}).")
    int timeoutSeconds = 30;

    @Mixin
    FormatFlag format = new FormatFlag();

    @Mixin
    DataFlag data = new DataFlag();

    /** The one entry that is meant, of two with the same names the first: what is in the standby is meant with it. */
    Entry chosen() throws CliException, IOException {
        List<Entry> entries = new ParkedFiles(data.path()).report(moniker, database);
        if (entries.isEmpty()) {
            throw new CliException(
                    ExitCodes.FAILED,
                    "nothing is parked for database " + database + (moniker == null ? "" : " of moniker " + moniker)
                            + " in " + data.path() + "; ./adxflow parked list shows what is");
        }
        if (entries.stream().map(Entry::moniker).distinct().count() > 1) {
            throw new CliException(
                    ExitCodes.USAGE,
                    "several monikers have parked batches of database " + database + "; give --moniker, one of "
                            + entries.stream().map(Entry::moniker).distinct().collect(Collectors.joining(", ")));
        }
        return entries.get(0);
    }

    /** Gives the order and tells what became of it. */
    int carryOut(ParkedOrder.Action action, Entry entry, Output out)
            throws CliException, IOException, InterruptedException {
        return carryOut(action, entry, null, null, out);
    }

    /**
     * The same, of batches that are to be elsewhere.
     *
     * @param toDatabase null for one of the same name, as is the moniker for the same one
     */
    int carryOut(
            ParkedOrder.Action action, Entry entry, @Nullable String toDatabase, @Nullable String toMoniker, Output out)
            throws CliException, IOException, InterruptedException {
        ParkedOrders orders = new ParkedFiles(data.path()).orders();
        ParkedOrder order = new ParkedOrder(
                UUID.randomUUID().toString(),
                action,
                entry.moniker(),
                entry.database(),
                toDatabase,
                toMoniker,
                System.currentTimeMillis(),
                0);
        orders.write(order);
        String answer = await(orders, order, Duration.ofSeconds(timeoutSeconds));
        if (answer == null && !orders.withdraw(order.id())) {
            answer = await(orders, order, LAST_CHANCE);
            if (answer == null) {
                throw new CliException(
                        ExitCodes.FAILED,
                        "the job has taken the order up, and has not completed a checkpoint since; it will carry it out, and"
                                + " ./adxflow parked list will show that");
            }
        }
        if (answer == null) {
            throw new CliException(
                    ExitCodes.FAILED,
                    "no job has taken the order up within " + Text.duration(Duration.ofSeconds(timeoutSeconds))
                            + ", so it was taken back: does one run with this data folder? (" + data.path() + ")");
        }
        boolean done = answer.startsWith("done");
        if (format.isJson()) {
            out.println(new JsonMapper()
                    .createObjectNode()
                    .put("action", action.name().toLowerCase(Locale.ROOT))
                    .put("moniker", entry.moniker())
                    .put("database", entry.database())
                    .put("done", done)
                    .put("answer", answer)
                    .toString());
        } else {
            out.println(answer);
        }
        return done ? ExitCodes.OK : ExitCodes.FAILED;
    }

    private static @Nullable String await(ParkedOrders orders, ParkedOrder order, Duration longest)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + longest.toNanos();
        String answer = orders.takeAnswer(order.id());
        while (answer == null && System.nanoTime() < deadline) {
            Thread.sleep(POLL_MILLIS);
            answer = orders.takeAnswer(order.id());
        }
        return answer;
    }
}
