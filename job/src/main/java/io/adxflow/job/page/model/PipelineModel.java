package io.adxflow.job.page.model;

import io.adxflow.job.ops.MetricStore;
import io.adxflow.sources.watch.PartExchange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.flink.metrics.Metric;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the pipeline once a second while somebody looks at it, else once in ten seconds, which is what rates and the last hour need, and
 * keeps what was seen last for whoever asks. Where the coordinator is, other processes are asked to do the same. Thread-safe.
 */
public final class PipelineModel implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PipelineModel.class);
    private static final long LOOK_MILLIS = 1_000;
    /** Between two looks while nobody watches. */
    private static final long REST_MILLIS = 10_000;
    /** For so long after he has looked somebody counts as watching. */
    private static final long WATCHED_MILLIS = 5_000;
    /** Under which the coordinator's process has the others look each second. */
    private static final String TOPIC = "status";

    /** Of the freshness gauges; later monikers have none. */
    private static final int MAX_GAUGES = 100;

    private final Supplier<Part> own;
    private final PartExchange exchange;
    private final Parts others;
    private final MetricStore metrics;
    private final String version;
    private final LongSupplier millis;
    private final RateMeter meter = new RateMeter();
    private final Troubles troubles = new Troubles();
    private final TableViews tables = new TableViews();
    private final BehindLog behind;
    private final Map<String, Metric> gauges = new TreeMap<>();
    private @Nullable ScheduledExecutorService clock;
    private volatile @Nullable Seen seen;
    private volatile long watchedAtMillis = Long.MIN_VALUE / 2;
    private volatile long lookedAtMillis = Long.MIN_VALUE / 2;

    /** What was seen at one moment; a graph or table is made of it when somebody asks. */
    public static final class Seen {
        private final Merged merged;
        private final StatusView status;
        private final List<StatusView.TableView> tables;

        private Seen(Merged merged, List<StatusView.TableView> tables, StatusView status) {
            this.merged = merged;
            this.tables = tables;
            this.status = status;
        }

        public StatusView status() {
            return status;
        }

        /** @param top how many senders, and how many namespaces, are shown by name */
        public Graph graph(int top) {
            return new GraphMaker(merged, status, top).make();
        }

        /** All tables, the busiest first. */
        public List<StatusView.TableView> tables() {
            return tables;
        }
    }

    /**
     * A model that looks when it is told to; {@link #start} has it look by itself.
     *
     * @param own gathers this process' part, tables included
     * @param others by which processes tell each other
     * @param version of adxflow
     * @param millis a clock
     */
    public PipelineModel(
            Supplier<Part> own, PartExchange others, MetricStore metrics, String version, LongSupplier millis) {
        this.own = own;
        this.exchange = others;
        this.others = new Parts(others);
        this.metrics = metrics;
        this.version = version;
        this.millis = millis;
        this.behind = new BehindLog(LOG::warn, millis);
    }

    /** Looks by itself from now on, until it is closed. */
    public void start() {
        ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread made = new Thread(task, "adxflow-status");
            made.setDaemon(true);
            return made;
        });
        clock = thread;
        var unused = thread.scheduleWithFixedDelay(this::lookOrSayWhyNot, 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void lookOrSayWhyNot() {
        try {
            tick();
        } catch (RuntimeException e) {
            LOG.warn("The pipeline's state could not be gathered; the one before is shown", e);
        }
    }

    /** To be called once a second: takes a look if somebody watches, here or where the coordinator is, or if it is time for one. */
    void tick() {
        boolean watched = isYounger(watchedAtMillis, WATCHED_MILLIS);
        exchange.ask(TOPIC, watched ? "1" : "");
        if (watched || !exchange.asked(TOPIC).isEmpty() || !isYounger(lookedAtMillis, REST_MILLIS)) {
            var unused = look();
        }
    }

    /** A clock that was set back makes nothing young. */
    private boolean isYounger(long atMillis, long ageMillis) {
        long age = millis.getAsLong() - atMillis;
        return age >= 0 && age < ageMillis;
    }

    /** Somebody watches: for some seconds from now on, it is looked each second. */
    public void watched() {
        watchedAtMillis = millis.getAsLong();
    }

    /** What is seen now, which is less than a second old; takes a look if need be. The same as {@link #watched} besides. */
    public Seen now() {
        watched();
        Seen newest = seen;
        return newest != null && isYounger(lookedAtMillis, LOOK_MILLIS) ? newest : look();
    }

    /** Takes a look. */
    public synchronized Seen look() {
        lookedAtMillis = millis.getAsLong();
        Part gathered = own.get();
        others.tell(gathered);
        List<Part> parts = new ArrayList<>(others.others());
        parts.add(gathered);
        long nowMillis = millis.getAsLong();
        boolean withTables = tables.isDue(nowMillis);
        Merged merged = new Merged(parts, meter, withTables, nowMillis);
        List<StatusView.TableView> shown = withTables ? tables.look(merged.tables, merged.atMillis) : tables.last();
        Seen next = new Seen(merged, shown, new StatusMaker(merged, troubles.of(merged), shown, version).make());
        seen = next;
        show(next.status());
        behind.look(next.status());
        return next;
    }

    private void show(StatusView status) {
        for (StatusView.MonikerView moniker : status.monikers()) {
            if (gauges.size() < MAX_GAUGES && !gauges.containsKey(moniker.name())) {
                gauges.put(
                        moniker.name(),
                        metrics.addOfProcess(
                                PageMetric.OLDEST_ROW.metricName(),
                                new TreeMap<>(Map.of("moniker", moniker.name())),
                                () -> oldestSeconds(moniker.name())));
            }
        }
    }

    private long oldestSeconds(String moniker) {
        Seen now = seen;
        return now == null
                ? 0
                : now.status().monikers().stream()
                        .filter(one -> one.name().equals(moniker))
                        .mapToLong(StatusView.MonikerView::oldestSeconds)
                        .findFirst()
                        .orElse(0);
    }

    /** What was seen last, up to ten seconds ago; null before the first look. */
    public @Nullable Seen seen() {
        return seen;
    }

    @Override
    public void close() {
        if (clock != null) {
            clock.shutdownNow();
        }
        exchange.ask(TOPIC, "");
        gauges.values().forEach(metrics::remove);
    }
}
