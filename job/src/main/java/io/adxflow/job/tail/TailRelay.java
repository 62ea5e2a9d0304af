package io.adxflow.job.tail;

import io.adxflow.sources.control.ControlBoard;
import io.adxflow.sources.watch.PartExchange;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends rows of this process to where the coordinator is, while somebody there watches them. What is on its way is sent before anything
 * more is copied, so that a slow job is not made slower. For one thread.
 */
public final class TailRelay implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TailRelay.class);
    private static final long LOOK_MILLIS = 500;

    private final TailBoard board;
    private final PartExchange exchange;
    private final BooleanSupplier coordinatorIsHere;
    private final Map<String, TailLens> open = new HashMap<>();
    private final ScheduledExecutorService thread;
    private String refused = "";

    TailRelay(
            TailBoard board,
            PartExchange exchange,
            BooleanSupplier coordinatorIsHere,
            ScheduledExecutorService thread) {
        this.board = board;
        this.exchange = exchange;
        this.coordinatorIsHere = coordinatorIsHere;
        this.thread = thread;
    }

    /** Begins, for this JVM, until it is closed. */
    public static TailRelay start() {
        ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread made = new Thread(task, "adxflow-tail");
            made.setDaemon(true);
            return made;
        });
        TailRelay relay = new TailRelay(
                TailBoard.jvm(), PartExchange.jvm(), () -> ControlBoard.jvm().view() != null, thread);
        var unused =
                thread.scheduleWithFixedDelay(relay::lookOrSayWhyNot, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        return relay;
    }

    private void lookOrSayWhyNot() {
        try {
            look();
        } catch (RuntimeException e) {
            LOG.warn("Rows that somebody watches could not be sent", e);
        }
    }

    /** Sends what came since the look before. */
    void look() {
        follow(coordinatorIsHere.getAsBoolean() ? "" : exchange.asked(TailExchange.TOPIC));
        if (open.isEmpty() || exchange.hasRows()) {
            return;
        }
        Map<String, TailView> views = new TreeMap<>();
        open.forEach((id, lens) -> {
            TailView view = lens.look();
            if (view.arrived() > 0 || !view.problem().isEmpty()) {
                views.put(id, view);
            }
        });
        if (!views.isEmpty() && !exchange.offerRows(TailExchange.bytes(views))) {
            LOG.debug("Rows that somebody watches were left out, as they are too large to be sent");
        }
    }

    private void follow(String asked) {
        Map<String, TailRequest> requests;
        try {
            requests = TailExchange.requests(asked);
            refused = "";
        } catch (IOException e) {
            if (!asked.equals(refused)) {
                LOG.warn("The coordinator asks for rows in a form of another build: {}", e.toString());
                refused = asked;
            }
            requests = Map.of();
        }
        Map<String, TailRequest> wanted = requests;
        open.entrySet().removeIf(entry -> {
            Tail tail = entry.getValue().tail();
            boolean isOver = !tail.request().equals(wanted.get(entry.getKey()));
            if (isOver) {
                board.close(tail);
            }
            return isOver;
        });
        wanted.forEach((id, request) -> {
            if (!open.containsKey(id)) {
                Tail tail = board.open(request);
                if (tail != null) {
                    open.put(id, new TailLens(tail));
                }
            }
        });
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
