package io.adxflow.job.rows;

import io.adxflow.job.config.NamespaceSpec;
import io.adxflow.sources.http.Target;
import io.adxflow.sources.wire.DecodedBody;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns decoded bodies into rows and holds them, table by table, until they are cut.
 *
 * <p>One per reader, one thread. Bounded: the series cache by bytes, the tables by number; the rows are the caller's to bound,
 * by draining. A series that was seen before costs a probe and 20 bytes a sample, and allocates nothing.
 */
public final class LiveTables {
    private final RowRules rules;
    private final Map<String, NamespaceSpec> namespaces = new HashMap<>();
    private final Map<Target, Route> routes = new HashMap<>();
    private final TableRegistry tables;
    private final DeadLetterOutput deadLetters;
    private final int maxValueBytes;
    private final SeriesCache cache;
    private final SeriesLookup lookup;
    private final SeriesLabels labels = new SeriesLabels();
    private final SeriesEncoder encoder;
    private final SeriesRows rows;
    private final MetadataRows metadataRows;
    private final AppendResult result = new AppendResult();
    private long appends;
    private @Nullable Route lastRoute;
    private @Nullable Target lastTarget;

    public LiveTables(RowRules rules, RowSettings settings, DeadLetterOutput deadLetters) {
        this.rules = rules;
        this.deadLetters = deadLetters;
        this.maxValueBytes = settings.maxLabelsBytes();
        rules.namespaces().forEach(namespace -> namespaces.put(namespace.name(), namespace));
        long seed = new SecureRandom().nextLong();
        Interner interner = new Interner(seed);
        tables = new TableRegistry(settings, interner);
        cache = tables.cache();
        lookup = new SeriesLookup(tables);
        encoder = new SeriesEncoder(tables, interner, labels, settings.maxLabelsBytes());
        RowWriter writer = new RowWriter(cache);
        rows = new SeriesRows(tables, writer, new DeadLetters(deadLetters, labels));
        metadataRows = new MetadataRows(tables, writer, seed);
    }

    /**
     * Appends all rows of the body that the filter keeps. What cannot be a row is refused or sent to the dead letters, each
     * alone; the rest is appended. Dead letters obey the filter too.
     *
     * @param sequence grows from body to body; a buffer knows the smallest of its rows
     * @param arrivalMillis wall clock at which the body was received
     * @param sender for dead letters
     * @return the same object each time, with counts of what is valid, whether kept or not
     */
    public AppendResult append(
            DecodedBody body, Target target, long sequence, long arrivalMillis, String sender, RowFilter filter) {
        return append(beginAppend(), body, target, sequence, arrivalMillis, sender, filter);
    }

    /** Appends what belongs to an append that was {@linkplain #beginAppend begun}, which may come in several parts. */
    AppendResult append(
            long number,
            DecodedBody body,
            Target target,
            long sequence,
            long arrivalMillis,
            String sender,
            RowFilter filter) {
        Route route = route(target);
        AppendContext append = new AppendContext(result, number, body, route, sequence, arrivalMillis, sender, filter);
        lookup.findAll(body, route);
        int count = body.seriesCount();
        for (int series = 0; series < count; series++) {
            boolean hasSamples = body.sampleEnd(series) > body.sampleStart(series);
            boolean hasHistograms = body.histogramEnd(series) > body.histogramStart(series);
            boolean hasExemplars = body.exemplarEnd(series) > body.exemplarStart(series);
            if (hasSamples || hasHistograms || hasExemplars) {
                appendSeries(append, series);
            }
        }
        if (body.metadataCount() > 0) {
            metadataRows.append(append, lookup, labels);
        }
        return result;
    }

    private void appendSeries(AppendContext append, int series) {
        long reference = lookup.reference(append.body, append.route, series);
        if (reference == 0) {
            reference = takeIn(append, series);
        }
        if (reference != 0) {
            rows.append(append, series, reference, lookup.textLength(series));
        } else if (encoder.tooLarge() != null) {
            rows.sendToDeadLetters(append, series, encoder.tooLarge());
        } else {
            refuse(append.body, series);
            result.refusedSeries.set(series);
        }
    }

    private long takeIn(AppendContext append, int series) {
        DecodedBody body = append.body;
        Route route = append.route;
        long reference = lookup.refresh(body, route, series);
        if (reference == 0) {
            long high = body.seriesHashHigh(series) ^ route.saltHigh();
            long low = body.seriesHashLow(series) ^ route.saltLow();
            if (encoder.encode(append, series, high, low) != 0) {
                reference = lookup.refresh(body, route, series);
            }
        }
        return reference;
    }

    private void refuse(DecodedBody body, int series) {
        result.rejectedSeries++;
        result.rejectedSamples += body.sampleEnd(series)
                - body.sampleStart(series)
                + (body.histogramEnd(series) - body.histogramStart(series));
        boolean readable = body.seriesProblem(series) == null;
        result.problems.addSeries(
                result.problems.wantsText()
                        ? "series " + series + (readable ? " " + labels.describe() : "") + ": " + encoder.refusal()
                        : null);
    }

    private Route route(Target target) {
        Route last = lastRoute;
        if (last != null && target.equals(lastTarget)) {
            return last;
        }
        Route route = routes.get(target);
        if (route == null) {
            NamespaceSpec namespace = namespace(target);
            if (routes.size() >= tables.maxTables()) {
                // A wildcard lets senders name databases as they like; a route is cheap to make again.
                routes.clear();
            }
            route = new Route(namespace, target.database());
            routes.put(target, route);
        }
        lastTarget = target;
        lastRoute = route;
        return route;
    }

    /** The namespace that a target names. */
    NamespaceSpec namespace(Target target) {
        NamespaceSpec namespace = namespaces.get(target.namespace());
        if (namespace == null) {
            throw new IllegalArgumentException(
                    "namespace: " + target.namespace() + " (expected one of " + namespaces.keySet() + ")");
        }
        return namespace;
    }

    /** Begins another append with an empty {@link #result}; returns its number. */
    long beginAppend() {
        result.clear();
        return appends++;
    }

    AppendResult result() {
        return result;
    }

    TableRegistry registry() {
        return tables;
    }

    DeadLetterOutput deadLetters() {
        return deadLetters;
    }

    /** The largest value that a table takes. */
    int maxValueBytes() {
        return maxValueBytes;
    }

    /**
     * The tables that have rows now: a live view. Within a loop over it, the table at hand may be drained; a buffer must not be
     * kept beyond its drain.
     */
    public Collection<TableBuffer> buffers() {
        return tables.live();
    }

    /** Heap of all buffers. */
    public long heapBytes() {
        return tables.heapBytes();
    }

    /** Heap that is kept for rows to come, besides. */
    public long idleBytes() {
        return tables.pool().idleBytes();
    }

    /** Lets go of heap that rows did not need for a while; called now and then. */
    public void trimIdle(long nowMillis) {
        tables.pool().trim(nowMillis);
    }

    /** Lets go of all heap that is kept for rows to come. */
    public void releaseIdle() {
        tables.pool().clear();
    }

    /** Tables with rows, or with series in the cache. */
    public int tableCount() {
        return tables.count();
    }

    /** Series in the cache. */
    public int seriesCount() {
        return cache.count();
    }

    /** More than {@code rows.series-cache-size} when series with buffered rows alone need it. */
    public long seriesCacheBytes() {
        return cache.heapBytes();
    }

    /** Series that made room for others in the cache, so far. */
    public long evictedSeries() {
        return cache.evictions();
    }

    public RowRules rules() {
        return rules;
    }
}
