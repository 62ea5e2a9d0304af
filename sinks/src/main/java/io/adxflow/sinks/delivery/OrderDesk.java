package io.adxflow.sinks.delivery;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Predicate;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes {@linkplain ParkedOrder orders} to the operator that holds the batches, and answers them once a completed checkpoint holds
 * what they did. An accepted order acts on the batches that are there, on those that are being attempted once that has failed, and
 * on those that arrive, until the snapshot that will answer it. For the task's thread; files are read and written aside, but at the
 * start.
 */
final class OrderDesk {
    private static final Logger LOG = LoggerFactory.getLogger(OrderDesk.class);
    private static final long LOOK_EVERY_MILLIS = 2_000;
    private static final long NONE = -1;

    /** An order that is not answered yet. */
    static final class Open {
        private final ParkedOrder order;

        /** Batches that it waits for, since they are being attempted. */
        private final Set<Long> attempted = new HashSet<>();

        private long batches;
        private long rows;
        private long answeredBy = NONE;
        private String refusal = "";
        private String remark = "";

        private Open(ParkedOrder order) {
            this.order = order;
        }

        ParkedOrder order() {
            return order;
        }

        void waitFor(long sequence) {
            attempted.add(sequence);
        }

        void done(long rowsOfBatch) {
            done(1, rowsOfBatch);
        }

        /** The same of several. */
        void done(long count, long rowsOfThem) {
            batches += count;
            rows += rowsOfThem;
        }

        private String place() {
            String database = order.toDatabase();
            String moniker = order.toMoniker();
            return moniker == null
                    ? String.valueOf(database)
                    : "moniker " + moniker + (database == null ? "" : ", database " + database);
        }

        /** It cannot be carried out, and has done nothing. */
        void refuse(String why) {
            refusal = why;
        }

        boolean isRefused() {
            return !refusal.isEmpty();
        }

        /** Something that whoever gave it should know besides. */
        void remark(String what) {
            remark = "; " + what;
        }

        private String answer() {
            if (isRefused()) {
                return "refused: " + refusal;
            }
            return "done: " + batches + (batches == 1 ? " batch, " : " batches, ") + rows + " rows "
                    + switch (order.action()) {
                        case DROP -> "dropped";
                        case MOVE -> "moved to " + place();
                        case RETRY -> "tried again now";
                    }
                    + remark;
        }
    }

    /** Has an order act on all batches that are there. */
    interface Begin {
        void on(Open order) throws Exception;
    }

    private final ParkedOrders files;
    private final Predicate<String> monikers;
    private final MailboxExecutor mailbox;
    private final Begin begin;
    private final Executor aside;
    private final List<Open> open = new ArrayList<>();
    private long nextLookAtMillis;

    /**
     * @param monikers whose batches this operator holds, and no other does
     * @param aside where files are read and written, one after the other
     */
    OrderDesk(ParkedOrders files, Predicate<String> monikers, MailboxExecutor mailbox, Executor aside, Begin begin) {
        this.aside = aside;
        this.files = files;
        this.monikers = monikers;
        this.mailbox = mailbox;
        this.begin = begin;
    }

    /** Begins with what was accepted before a restart. */
    void resume() throws Exception {
        for (ParkedOrder order : files.accepted(monikers)) {
            begin(order);
        }
    }

    long nextLookAtMillis() {
        return nextLookAtMillis;
    }

    /** Looks for new orders, aside, when it is time for that. */
    void look(long nowMillis) {
        if (nowMillis < nextLookAtMillis) {
            return;
        }
        nextLookAtMillis = nowMillis + LOOK_EVERY_MILLIS;
        execute(() -> {
            for (ParkedOrder order : files.accept(monikers)) {
                mailbox.execute(() -> begin(order), "order %s", order.id());
            }
        });
    }

    private void begin(ParkedOrder order) throws Exception {
        Open begun = new Open(order);
        open.add(begun);
        begin.on(begun);
    }

    /** The orders that still act. */
    List<Open> acting() {
        return open.stream().filter(order -> order.answeredBy == NONE).toList();
    }

    /** An attempt is over, and what follows from it is done. */
    void settled(String moniker, long sequence) {
        for (Open order : open) {
            if (order.order.moniker().equals(moniker)) {
                order.attempted.remove(sequence);
            }
        }
    }

    /** This checkpoint holds what was done so far. */
    void snapshot(long checkpointId) {
        for (Open order : acting()) {
            if (order.attempted.isEmpty()) {
                order.answeredBy = checkpointId;
            }
        }
    }

    void completed(long checkpointId) {
        for (Iterator<Open> all = open.iterator(); all.hasNext(); ) {
            Open order = all.next();
            if (order.answeredBy != NONE && order.answeredBy <= checkpointId) {
                all.remove();
                LOG.info("Order {} ({}): {}", order.order.id(), order.order, order.answer());
                execute(() -> files.answer(order.order.id(), order.answer()));
            }
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private void execute(Work work) {
        aside.execute(() -> {
            try {
                work.run();
            } catch (RejectedExecutionException e) {
                LOG.debug("The task ended; orders that were accepted are begun again at its next start");
            } catch (IOException | RuntimeException e) {
                LOG.warn("Orders about parked batches could not be read or answered: {}", e.toString());
            }
        });
    }
}
