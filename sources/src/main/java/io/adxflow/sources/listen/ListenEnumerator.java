package io.adxflow.sources.listen;

import io.adxflow.sources.control.ControlFollower;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.metrics.MetricGroup;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds splits, gives them to readers that ask, and acknowledges what they have finished. Looks run aside, one at a time; everything
 * else runs on the coordinator's thread.
 *
 * <p>It gives splits within {@link #snapshotState} and {@link #addReader} alone: a reader that ends at a stop loses what it is sent at any
 * other time, which would fail the stop.
 *
 * <p>What is given within the snapshot of a checkpoint counts at Flink's coordinator for the next one, though the reader has it in this one:
 * after a failure it comes back by {@link #addSplitsBack} and by the reader's state. So nothing is given before every reader has told what
 * it holds.
 */
final class ListenEnumerator implements SplitEnumerator<ListenSplit, ListenState> {
    private static final Logger LOG = LoggerFactory.getLogger(ListenEnumerator.class);

    private final SplitEnumeratorContext<ListenSplit> context;
    private final ListenSettings settings;
    private final LongSupplier millis;
    private final ControlFollower control;
    private final Map<String, InputBook> books = new LinkedHashMap<>();
    private final Map<String, InputState> others = new HashMap<>();
    private final Map<String, Look> looks = new HashMap<>();

    /** By reader, how many splits it has asked for and not got. */
    private final Map<Integer, Integer> wanted = new HashMap<>();

    /** Readers that have told what they hold. */
    private final Set<Integer> told = new HashSet<>();

    private int nextEndless;

    /** Looks for more of one input. */
    private static final class Look {
        private final Discovery discovery;
        private boolean isUnderWay;
        private boolean isFailing;

        Look(Discovery discovery) {
            this.discovery = discovery;
        }
    }

    /** @param millis a wall clock */
    ListenEnumerator(
            SplitEnumeratorContext<ListenSplit> context,
            ListenSettings settings,
            ListenState restored,
            LongSupplier millis) {
        this.context = context;
        this.settings = settings;
        this.millis = millis;
        this.control = new ControlFollower(context);
        for (ListenInput input : settings.inputs()) {
            books.put(
                    input.name(), new InputBook(input, restored.inputs().getOrDefault(input.name(), InputState.NONE)));
        }
        restored.inputs().forEach((name, state) -> {
            if (!books.containsKey(name)) {
                others.put(name, state);
            }
        });
    }

    @Override
    public void start() {
        for (InputBook book : books.values()) {
            observe(book);
            try {
                Discovery discovery = settings.kinds().discovery(book.input());
                discovery.begin(book.cursors(), book.unacknowledged());
                looks.put(book.input().name(), new Look(discovery));
            } catch (Exception e) {
                throw new IllegalStateException(
                        "listen." + book.input().name() + " cannot be opened: " + e.getMessage(), e);
            }
            long interval = Math.max(1, book.input().interval().toMillis());
            context.callAsync(() -> this, (self, failure) -> begin(book), 0, interval);
        }
    }

    /** Begins a look unless one is under way, or there is no room for what it would find. */
    private void begin(InputBook book) {
        Look look = looks.get(book.input().name());
        if (look == null || look.isUnderWay) {
            return;
        }
        look.isUnderWay = true;
        List<String> receipts = book.takeReceipts();
        boolean hasRoom = book.hasRoom();
        context.callAsync(
                () -> {
                    if (!receipts.isEmpty()) {
                        look.discovery.acknowledge(receipts);
                    }
                    return hasRoom ? look.discovery.look() : new Discovery.Look(List.of(), Map.of());
                },
                (found, failure) -> ended(book, look, receipts, hasRoom ? found : null, failure));
    }

    private void ended(
            InputBook book,
            Look look,
            List<String> receipts,
            Discovery.@Nullable Look found,
            @Nullable Throwable failure) {
        look.isUnderWay = false;
        if (failure != null) {
            // Acknowledging twice does no harm.
            book.giveBack(receipts);
            if (!look.isFailing) {
                LOG.warn(
                        "listen.{}: looking for more does not work, it is tried again every {}: {}",
                        book.input().name(),
                        book.input().interval(),
                        failure.toString());
            }
        } else if (found != null) {
            book.take(found, millis.getAsLong());
        }
        look.isFailing = failure != null;
    }

    private void observe(InputBook book) {
        MetricGroup coordinators = context.metricGroup();
        if (coordinators == null) {
            return;
        }
        MetricGroup group =
                coordinators.addGroup("adxflow").addGroup("input", book.input().name());
        group.gauge(ListenMetric.FOUND.metricName(), book::found);
        group.gauge(ListenMetric.REPEATED.metricName(), book::repeated);
        group.gauge(ListenMetric.REMEMBERED.metricName(), book::remembered);
        group.gauge(ListenMetric.PENDING.metricName(), book::pending);
        group.gauge(ListenMetric.ACTIVE.metricName(), book::active);
        group.gauge(ListenMetric.FULL.metricName(), () -> book.isFull() ? 1 : 0);
        group.gauge(ListenMetric.FAILING.metricName(), () -> {
            Look look = looks.get(book.input().name());
            return look != null && look.isFailing ? 1 : 0;
        });
    }

    @Override
    public void addReader(int subtask) {
        wanted.remove(subtask);
        told.remove(subtask);
        control.addReader(subtask);
    }

    @Override
    public void handleSplitRequest(int subtask, @Nullable String requesterHostname) {
        wanted.merge(subtask, 1, Integer::sum);
    }

    @Override
    public void handleSourceEvent(int subtask, SourceEvent event) {
        if (event instanceof SplitsHeld held) {
            Set<BlobKey> keys = Set.copyOf(held.splits());
            books.values().forEach(book -> book.held(keys));
            told.add(subtask);
        } else if (event instanceof SplitFinished finished) {
            finished.splits().forEach(key -> books.values().forEach(book -> book.finished(key)));
        } else {
            LOG.warn("Reader {} sent {}, which is not for this coordinator", subtask, event);
        }
    }

    @Override
    public void addSplitsBack(List<ListenSplit> splits, int subtask) {
        wanted.remove(subtask);
        told.remove(subtask);
        for (int i = splits.size() - 1; i >= 0; i--) {
            InputBook book = books.get(splits.get(i).input());
            if (book != null) {
                book.back(splits.get(i));
            }
        }
    }

    @Override
    public ListenState snapshotState(long checkpointId) {
        control.announce();
        assign();
        Map<String, InputState> states = new HashMap<>(others);
        books.forEach((name, book) -> states.put(name, book.state()));
        return new ListenState(states);
    }

    /** Partitions go round the readers; a blob goes to whoever has asked. */
    private void assign() {
        List<Integer> readers =
                new ArrayList<>(new TreeSet<>(context.registeredReaders().keySet()));
        if (readers.size() < context.currentParallelism() || !told.containsAll(readers)) {
            return;
        }
        for (InputBook book : books.values()) {
            for (ListenSplit split = book.pollEndless(); split != null; split = book.pollEndless()) {
                context.assignSplit(split, readers.get(nextEndless++ % readers.size()));
            }
        }
        boolean given = true;
        while (given) {
            given = false;
            for (int reader : readers) {
                given |= wanted.getOrDefault(reader, 0) > 0 && giveNext(reader);
            }
        }
    }

    private boolean giveNext(int reader) {
        for (InputBook book : books.values()) {
            ListenSplit split = book.poll();
            if (split != null) {
                wanted.merge(reader, -1, Integer::sum);
                context.assignSplit(split, reader);
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() {
        looks.forEach((name, look) -> {
            try {
                look.discovery.close();
            } catch (Exception e) {
                LOG.warn("listen.{} could not be closed: {}", name, e.toString());
            }
        });
    }
}
