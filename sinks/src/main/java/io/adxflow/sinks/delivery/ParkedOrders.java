package io.adxflow.sinks.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.adxflow.sinks.storage.AppendFile;
import io.adxflow.sinks.storage.AppendStore;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Orders about parked batches and their answers, as files below {@code parked} in the storage directory. An order is written to
 * {@code orders}, moved to {@code accepted} by who takes it up, and answered once a checkpoint holds what it did. Until then, a
 * restart finds it accepted and carries it out once more, before it attempts anything.
 *
 * <p>Blocks; not for a task's thread, but at its start.
 */
public final class ParkedOrders {
    /** An order that nobody has taken up for so long is not carried out any more: who wrote it has gone. */
    public static final long MAX_AGE_MILLIS = 600_000;

    private static final String NEW = "orders/";
    private static final String ACCEPTED = "accepted/";
    private static final String ANSWERS = "answers/";
    private static final long KEEP_ANSWERS_MILLIS = 86_400_000;
    private static final int MAX_BYTES = 65_536;

    private final AppendStore store;
    private final LongSupplier millis;

    /**
     * @param store of the folder {@code parked}
     * @param millis a clock
     */
    public ParkedOrders(AppendStore store, LongSupplier millis) {
        this.store = store;
        this.millis = millis;
    }

    /** Leaves an order for the job. */
    public void write(ParkedOrder order) throws IOException {
        put(NEW + order.id(), order.text());
    }

    /** Takes an order back; false when the job has taken it up. */
    public boolean withdraw(String id) throws IOException {
        boolean there = store.list(NEW).contains(NEW + id);
        store.delete(NEW + id);
        return there && !store.list(ACCEPTED).contains(ACCEPTED + id);
    }

    /** The answer to an order, which is gone then; null while there is none. */
    public @Nullable String takeAnswer(String id) throws IOException {
        if (!store.list(ANSWERS).contains(ANSWERS + id)) {
            return null;
        }
        String text = read(ANSWERS + id);
        if (!text.endsWith("\n")) {
            return null;
        }
        store.delete(ANSWERS + id);
        return text.substring(text.indexOf('\n') + 1).strip();
    }

    /** How far an order has come. */
    public enum Stage {
        /** Nobody has taken it up. */
        WRITTEN,
        /** The job carries it out. */
        ACCEPTED,
        /** It is over. */
        ANSWERED
    }

    /**
     * An order that is known.
     *
     * @param text its answer when it is over, else what it says
     */
    public record Known(Stage stage, String text) {}

    /** What is known of an order, for a day behind its answer; null when there is none of this id. */
    public @Nullable Known find(String id) throws IOException {
        // In the order in which it moves on, so that it is not missed.
        for (Stage stage : Stage.values()) {
            String folder =
                    switch (stage) {
                        case WRITTEN -> NEW;
                        case ACCEPTED -> ACCEPTED;
                        case ANSWERED -> ANSWERS;
                    };
            if (store.list(folder).contains(folder + id)) {
                try {
                    String text = read(folder + id);
                    return new Known(
                            stage,
                            stage == Stage.ANSWERED
                                    ? text.substring(text.indexOf('\n') + 1).strip()
                                    : text);
                } catch (FileNotFoundException e) {
                    // It has moved on, and is found there.
                }
            }
        }
        return null;
    }

    /** The orders about these monikers that were accepted and not answered. */
    List<ParkedOrder> accepted(Predicate<String> monikers) throws IOException {
        List<ParkedOrder> orders = new ArrayList<>();
        for (String name : store.list(ACCEPTED)) {
            String text = read(name);
            if (text.isEmpty()) {
                // Who accepted it died before it was written; the order itself is still there.
                store.delete(name);
                continue;
            }
            ParkedOrder order = ParkedOrder.parse(name.substring(ACCEPTED.length()), text, millis.getAsLong());
            if (monikers.test(order.moniker())) {
                orders.add(order);
            }
        }
        return orders;
    }

    /** Accepts the orders about these monikers. What is no order, or too old, is answered. */
    List<ParkedOrder> accept(Predicate<String> monikers) throws IOException {
        List<ParkedOrder> orders = new ArrayList<>();
        for (String name : store.list(NEW)) {
            String id = name.substring(NEW.length());
            ParkedOrder order;
            try {
                String text = read(name);
                if (text.isEmpty()) {
                    // Being written.
                    continue;
                }
                order = ParkedOrder.parse(id, text, millis.getAsLong());
            } catch (FileNotFoundException withdrawn) {
                continue;
            } catch (IOException e) {
                answer(id, "refused: " + e.getMessage());
                continue;
            }
            if (!monikers.test(order.moniker())) {
                continue;
            }
            if (millis.getAsLong() - order.writtenAtMillis() > MAX_AGE_MILLIS) {
                answer(id, "refused: it was not taken up within " + MAX_AGE_MILLIS / 60_000 + " minutes");
                continue;
            }
            ParkedOrder accepted = order.accepted(millis.getAsLong());
            put(ACCEPTED + id, accepted.text());
            store.delete(name);
            orders.add(accepted);
        }
        return orders;
    }

    /** Answers an order, which is over then, and forgets old answers. */
    void answer(String id, String text) throws IOException {
        put(ANSWERS + id, "at-millis=" + millis.getAsLong() + "\n" + text + "\n");
        store.delete(ACCEPTED + id);
        store.delete(NEW + id);
        for (String name : store.list(ANSWERS)) {
            String first = read(name).lines().findFirst().orElse("");
            String at = first.startsWith("at-millis=") ? first.substring("at-millis=".length()) : "";
            if (at.matches("\\d{1,18}") && millis.getAsLong() - Long.parseLong(at) > KEEP_ANSWERS_MILLIS) {
                store.delete(name);
            }
        }
    }

    private void put(String name, String text) throws IOException {
        store.delete(name);
        byte[] bytes = text.getBytes(UTF_8);
        try (AppendFile file = store.create(name)) {
            file.append(bytes, 0, bytes.length);
            file.sync();
        }
    }

    private String read(String name) throws IOException {
        byte[] bytes = new byte[(int) Math.min(MAX_BYTES, store.length(name))];
        store.read(name, 0, bytes, 0, bytes.length);
        return new String(bytes, UTF_8);
    }
}
