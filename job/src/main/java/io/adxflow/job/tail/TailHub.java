package io.adxflow.job.tail;

import io.adxflow.sources.watch.PartExchange;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows rows to people at this process: those of its own readers and, where the coordinator is, those of all other processes, which it
 * has the coordinator ask for while somebody watches. Thread-safe.
 */
public final class TailHub {
    private static final Logger LOG = LoggerFactory.getLogger(TailHub.class);
    private static final TailHub JVM = new TailHub(TailBoard.jvm(), PartExchange.jvm());

    private final TailBoard board;
    private final PartExchange exchange;
    private final Map<String, Watch> watches = new TreeMap<>();
    private long opened;

    TailHub(TailBoard board, PartExchange exchange) {
        this.board = board;
        this.exchange = exchange;
    }

    /** The hub of this JVM. */
    public static TailHub jvm() {
        return JVM;
    }

    /**
     * Why nobody could watch such rows; empty when somebody can.
     *
     * @param where as people give it
     */
    public static String problem(String table, String where) {
        return table.isBlank() ? "table: which one (expected: its name)" : TailFilter.problem(where);
    }

    /** Begins to watch; null when as many do as may. */
    public synchronized @Nullable Watch open(TailRequest request) {
        Tail tail = board.open(request);
        if (tail == null) {
            return null;
        }
        Watch watch = new Watch(Long.toString(++opened), new TailLens(tail));
        watches.put(watch.id, watch);
        ask();
        return watch;
    }

    private void ask() {
        Map<String, TailRequest> requests = new HashMap<>();
        watches.forEach((id, watch) -> requests.put(id, watch.lens.tail().request()));
        exchange.ask(TailExchange.TOPIC, TailExchange.text(requests));
    }

    private synchronized void close(Watch watch) {
        if (watches.remove(watch.id) != null) {
            board.close(watch.lens.tail());
            ask();
        }
    }

    private synchronized TailView look(Watch watch) {
        for (byte[] bytes : exchange.fetchRows()) {
            try {
                TailExchange.views(bytes).forEach(this::deliver);
            } catch (IOException e) {
                LOG.warn("A process sent rows that do not read, as one of another build may: {}", e.toString());
            }
        }
        TailView view = watch.lens.look().plus(watch.ofOthers, TailLens.MAX_ROWS);
        watch.ofOthers = TailView.NOTHING;
        return view;
    }

    private void deliver(String id, TailView view) {
        Watch watch = watches.get(id);
        if (watch != null) {
            watch.ofOthers = watch.ofOthers.plus(view, TailLens.MAX_ROWS);
        }
    }

    /** One who watches. */
    public final class Watch implements AutoCloseable {
        private final String id;
        private final TailLens lens;
        private TailView ofOthers = TailView.NOTHING;

        private Watch(String id, TailLens lens) {
            this.id = id;
            this.lens = lens;
        }

        /** What came since the look before, at most {@value TailLens#MAX_ROWS} rows of it. Twice a second is often enough. */
        public TailView look() {
            return TailHub.this.look(this);
        }

        /** Ends it; once more does nothing. */
        @Override
        public void close() {
            TailHub.this.close(this);
        }
    }
}
