package io.adxflow.job.rows;

import io.adxflow.job.config.NamespaceSpec;
import io.adxflow.job.config.SubscriptionSpec.Signal;
import io.adxflow.job.rules.NamespaceRules;
import io.adxflow.job.rules.SeriesRules;
import io.adxflow.job.rules.metrics.MetricProgram;
import io.adxflow.job.rules.metrics.MetricRule;
import io.adxflow.job.rules.metrics.PartialSums;
import io.adxflow.job.rules.scrub.HashKeys;
import io.adxflow.job.rules.scrub.RowScrubber;
import io.adxflow.job.rules.scrub.Scrubber;
import io.adxflow.job.rules.transform.RuleFunctions;
import io.adxflow.sinks.batch.XxHash64;
import io.adxflow.sinks.schema.HintBook;
import io.adxflow.sources.http.Target;
import io.adxflow.sources.wire.DecodedBody;
import io.adxflow.sources.wire.WireFormat;
import io.adxflow.sources.wire.otlp.metrics.OtlpMetricRules;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns decoded bodies into rows and holds them, table by table, until they are cut.
 *
 * <p>One per reader, one thread. Bounded: the series cache by bytes, the tables by number; the rows are the caller's to bound,
 * by draining. A series that was seen before costs a probe and 20 bytes a sample, and allocates nothing.
 */
public final class LiveTables implements AutoCloseable {
    /** How much more the rows of one append may take before relief is asked for. */
    public static final long RELIEF_BYTES = 8 << 20;

    private static final int MAX_ROUTES = 10_000;

    /** What is known of metrics' streams takes at most so much of what the series cache may, beside it. */
    private static final int STREAMS_SHARE = 4;

    private final RowRules rules;
    private final HashKeys hashKeys;
    private final Map<String, NamespaceSpec> namespaces = new HashMap<>();
    private final Map<String, NamespaceRules> ofNamespace = new HashMap<>();
    private final Map<Target, Route> routes = new HashMap<>();
    private final TableRegistry tables;
    private final @Nullable TablePlaces places;
    private final LargeRows largeRows;
    private final DeadLetterOutput deadLetters;
    private final int maxLabelsBytes;
    private final SeriesCache cache;
    private final SeriesLookup lookup;
    private final SeriesLabels labels;
    private final SeriesEncoder encoder;
    private final SeriesRows rows;
    private final MetadataRows metadataRows;
    private final AppendResult result = new AppendResult();
    private final PartialSums sums = new PartialSums();
    private static final String TOO_MANY_ROW_BYTES = "the rows of this request take more than "
            + AppendContext.MAX_ROW_BYTES + " B, since each repeats its labels; send fewer samples per request";

    private RowRelief relief = RowRelief.NONE;
    private @Nullable SeriesWatch watch;
    private @Nullable SenderHints hints;
    private final KnownStreams streams;
    private final Map<OtlpMetricRules, Long> salts = new HashMap<>();
    private long appends;
    private @Nullable Route lastRoute;
    private @Nullable Target lastTarget;

    /** @param places who may make tables; null for a replay, whose tables had their places when they were made */
    public LiveTables(
            RowRules rules, RowSettings settings, DeadLetterOutput deadLetters, @Nullable TablePlaces places) {
        this.rules = rules;
        this.deadLetters = deadLetters;
        this.maxLabelsBytes = settings.maxLabelsBytes();
        this.hashKeys = HashKeys.of(settings.hashKeyFile());
        labels = new SeriesLabels(settings.maxLabelsBytes());
        largeRows = new LargeRows(deadLetters, settings.maxLabelsBytes());
        rules.namespaces().forEach(namespace -> namespaces.put(namespace.name(), namespace));
        long seed = new SecureRandom().nextLong();
        Interner interner = new Interner(seed);
        tables = new TableRegistry(settings, interner, places);
        this.places = places;
        cache = tables.cache();
        streams = new KnownStreams(settings.seriesCacheBytes() / STREAMS_SHARE);
        lookup = new SeriesLookup(tables);
        encoder = new SeriesEncoder(tables, interner, labels, settings.maxLabelsBytes());
        // What was a row before version 1 stays one in a replay: its dead letter would not be told any more.
        RowWriter writer =
                new RowWriter(cache, rules.isFirst() ? new LargeRows(deadLetters, Integer.MAX_VALUE) : largeRows);
        rows = new SeriesRows(
                tables, writer, new DeadLetters(deadLetters, labels), settings.maxLabelsBytes(), this::relieve);
        metadataRows = new MetadataRows(tables, writer, seed, settings.maxLabelsBytes(), this::relieve);
    }

    /**
     * Appends all rows of the body that the filter keeps. What cannot be a row is refused or sent to the dead letters, each
     * alone; the rest is appended. Dead letters obey the filter too.
     *
     * @param sequence grows from body to body; a buffer knows the smallest of its rows
     * @param arrivalMillis wall clock at which the body was received
     * @param sender for dead letters; of remote write 2.0 these are not counted as valid, and told as a problem
     * @return the same object each time, with counts of what is valid, whether kept or not
     */
    public AppendResult append(
            DecodedBody body, Target target, long sequence, long arrivalMillis, String sender, RowFilter filter) {
        // Remote write 2.0 has counts of what was written, and wants no 2xx for less than all of it.
        boolean lettersAreWritten = body.format() != WireFormat.REMOTE_WRITE_2;
        return append(beginAppend(), body, target, sequence, arrivalMillis, sender, filter, lettersAreWritten);
    }

    /** Series that were not in the cache when they came, so far. */
    public long newSeries() {
        return cache.insertions();
    }

    /** Appends what belongs to an append that was {@linkplain #beginAppend begun}, which may come in several parts. */
    AppendResult append(
            long number,
            DecodedBody body,
            Target target,
            long sequence,
            long arrivalMillis,
            String sender,
            RowFilter filter,
            boolean lettersAreWritten) {
        Route route = route(target);
        AppendContext append = new AppendContext(
                result, number, body, route, sequence, arrivalMillis, sender, filter, lettersAreWritten);
        lookup.findAll(body, route);
        int count = body.seriesCount();
        if (body.unlabelledSeries() > 0) {
            refuseUnlabelled(body);
        }
        for (int series = 0; series < count; series++) {
            int samples = body.sampleEnd(series) - body.sampleStart(series);
            int others = body.histogramEnd(series)
                    - body.histogramStart(series)
                    + (body.exemplarEnd(series) - body.exemplarStart(series));
            if (samples + others > 0) {
                appendSeries(append, series, samples, others);
                if (watch != null) {
                    tell(watch, append, series);
                }
            }
        }
        if (body.metadataCount() > 0) {
            metadataRows.append(append, lookup, labels);
        }
        return result;
    }

    private void tell(SeriesWatch to, AppendContext append, int series) {
        DecodedBody body = append.body;
        long reference = lookup.reference(body, append.route, series);
        if (reference == 0 && (encoder.tooLarge() == null || append.hasTooManyRowBytes())) {
            return;
        }
        int rule = reference == 0 ? SeriesRules.KEPT : SeriesIndex.droppingRule(reference);
        Map<String, String> now = labels.read(body, series, append.route).asMap();
        to.appended(
                labels.sent(),
                reference == 0 ? null : now,
                body.sampleEnd(series)
                        - body.sampleStart(series)
                        + (body.histogramEnd(series) - body.histogramStart(series))
                        + (body.exemplarEnd(series) - body.exemplarStart(series)),
                rule >= 0 ? append.route.ruleName(rule) : null);
    }

    private void appendSeries(AppendContext append, int series, int samples, int others) {
        long reference = lookup.reference(append.body, append.route, series);
        if (reference == 0) {
            reference = takeIn(append, series);
        }
        if (reference != 0 && SeriesIndex.table(reference) < 0) {
            rows.drop(append, series, SeriesIndex.droppingRule(reference));
            return;
        }
        if (reference != 0) {
            boolean letters = SeriesIndex.table(reference) == 0;
            append.addRowBytes(samples + others, letters ? AppendContext.LETTER_BYTES : lookup.textLength(series));
        } else if (encoder.tooLarge() != null) {
            append.addRowBytes(samples + others, AppendContext.LETTER_BYTES);
        }
        if (append.hasTooManyRowBytes()) {
            refuse(append.body, series, TOO_MANY_ROW_BYTES);
        } else if (reference != 0) {
            rows.append(append, series, reference, lookup.textLength(series), others);
            relieve();
        } else if (encoder.tooLarge() != null) {
            rows.sendToDeadLetters(append, series, encoder.tooLarge());
        } else {
            refuse(append.body, series, String.valueOf(encoder.refusal()));
        }
    }

    private long takeIn(AppendContext append, int series) {
        DecodedBody body = append.body;
        Route route = append.route;
        long reference = lookup.refresh(body, route, series);
        if (reference == 0) {
            long high = body.seriesHashHigh(series) ^ route.saltHigh();
            long low = body.seriesHashLow(series) ^ route.saltLow();
            if (cache.isCrowded() && relief.seriesTakeTooMuch()) {
                cache.shrink();
            }
            if (append.hasTooManyRowBytes()) {
                return 0;
            }
            if (encoder.encode(append, series, high, low) != 0) {
                reference = lookup.refresh(body, route, series);
            }
        }
        return reference;
    }

    private void refuseUnlabelled(DecodedBody body) {
        int count = body.unlabelledSeries();
        result.rejectedSeries += count;
        result.rejectedSamples += body.unlabelledSamples();
        result.problems.addSeries(
                count, "series " + body.firstUnlabelled() + ": labels: none (expected: __name__ at least)");
    }

    private void refuse(DecodedBody body, int series, String why) {
        result.refusedSeries.set(series);
        result.rejectedSeries++;
        result.rejectedSamples += body.sampleEnd(series)
                - body.sampleStart(series)
                + (body.histogramEnd(series) - body.histogramStart(series));
        boolean readable = body.seriesProblem(series) == null;
        result.problems.addSeries(
                result.problems.wantsText()
                        ? "series " + body.wireNumber(series)
                                + (readable && !why.equals(TOO_MANY_ROW_BYTES) ? " " + labels.describe() : "") + ": "
                                + why
                        : null);
    }

    /** What a target makes of series. */
    Route route(Target target) {
        Route last = lastRoute;
        if (last != null && target.equals(lastTarget)) {
            return last;
        }
        Route route = routes.get(target);
        if (route == null) {
            NamespaceSpec namespace = namespace(target);
            if (routes.size() >= MAX_ROUTES) {
                // A wildcard lets senders name databases as they like; a route is cheap to make again.
                routes.clear();
            }
            route = new Route(
                    namespace,
                    target.database(),
                    rules.isFirst(),
                    deliveries(namespace, Signal.METRICS),
                    rulesOf(namespace));
            routes.put(target, route);
        }
        lastTarget = target;
        lastRoute = route;
        return route;
    }

    /** The rules of a namespace, the same for all its databases. */
    NamespaceRules rulesOf(NamespaceSpec namespace) {
        return ofNamespace.computeIfAbsent(
                namespace.name(), name -> new NamespaceRules(name, namespace.rules(), hashKeys, result.scrubbed));
    }

    /** The metrics that a namespace makes of records. */
    List<MetricProgram> metricsFrom(NamespaceSpec namespace) {
        return namespace.rules().metricsFrom().stream()
                .map(spec -> MetricProgram.bind(
                        namespace.name(), namespace.database(), namespace.otlp(), spec, RuleFunctions.with(hashKeys)))
                .toList();
    }

    /** All metrics that are made of records. */
    public List<MetricRule> metricRules() {
        return rules.namespaces().stream()
                .flatMap(namespace -> metricsFrom(namespace).stream())
                .map(MetricProgram::rule)
                .toList();
    }

    /** What records give to metrics: of the body at hand until the next append, and, if it is committed, for good. */
    public PartialSums sums() {
        return sums;
    }

    /** Scrubs texts of a namespace of which nobody knows where they were; null when it scrubs nothing. */
    @Nullable
    Scrubber scrubber(NamespaceSpec namespace) {
        return namespace.rules().scrub().isEmpty()
                ? null
                : new Scrubber(namespace.name(), namespace.rules().scrub(), hashKeys, result.scrubbed);
    }

    DeliveryRules deliveries(NamespaceSpec namespace, Signal signal) {
        return new DeliveryRules(namespace, rules.subscriptions(), signal);
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

    /** Who is told of what scrubbing finds in records, for who wants to see it. */
    public void setRecordWatch(Scrubber.Watch by) {
        for (NamespaceSpec namespace : namespaces.values()) {
            RowScrubber scrubber = rulesOf(namespace).rowScrubber();
            if (scrubber != null) {
                scrubber.setWatch(by);
            }
        }
    }

    /** Says what this reader holds, and follows what its namespaces may hold from now on; called now and then. */
    public void follow(LiveStocks stocks, LiveStocks.Reader self) {
        tables.follow(stocks, self);
    }

    /** Who is told what senders say of tables; nobody at first, as nothing that is read again is news. */
    public void setHints(HintBook to) {
        hints = new SenderHints(to);
        metadataRows.setHints(hints);
        encoder.setHints(hints);
    }

    /** Null when nobody is told. */
    @Nullable
    SenderHints hints() {
        return hints;
    }

    /** Who is told of series from now on. */
    public void setWatch(SeriesWatch by) {
        watch = by;
    }

    /** Who makes room when an append takes too much. */
    public void setRelief(RowRelief from) {
        relief = from;
    }

    /** Asks for room when the rows of the append at hand take too much; to be called between two rows. */
    void relieve() {
        if (tables.memory().needsRelief()) {
            relief.rowsTakeMore();
            tables.memory().allowMore(RELIEF_BYTES);
        }
    }

    /** Another bound of the series cache holds from now on. */
    public void setSeriesCacheBytes(long bytes) {
        cache.setMaxBytes(bytes);
        streams.setMaxBytes(bytes / STREAMS_SHARE);
    }

    /** Lets go of what was made room for to look up the series of one body. */
    void releaseScratch() {
        lookup.release();
    }

    /** Begins another append with an empty {@link #result}; returns its number. */
    long beginAppend() {
        result.clear();
        sums.discard();
        tables.memory().allowMore(RELIEF_BYTES);
        return appends++;
    }

    AppendResult result() {
        return result;
    }

    TableRegistry registry() {
        return tables;
    }

    HashKeys hashKeys() {
        return hashKeys;
    }

    LargeRows largeRows() {
        return largeRows;
    }

    /** Where rows go that no table takes. */
    DeadLetterOutput deadLetters() {
        return deadLetters;
    }

    /** What one value of a table may take. */
    int maxLabelsBytes() {
        return maxLabelsBytes;
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
        return tables.idleBytes();
    }

    /** Lets go of heap and of tables that rows did not need for a while; called now and then, between appends. */
    public void trimIdle(long nowMillis) {
        tables.trimIdle(nowMillis);
        tables.releaseIdle(nowMillis);
    }

    /** Lets go of all heap that is kept for rows to come. */
    public void releaseIdle() {
        tables.clearIdle();
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

    /** Heap of what is known of metrics' streams; at most a quarter of {@code rows.series-cache-size}. */
    public long streamBytes() {
        return streams.heapBytes();
    }

    /** What is known of metrics' streams. */
    KnownStreams streams() {
        return streams;
    }

    /** Tells streams apart that are translated by different rules; namespaces have few of them. */
    long saltOf(OtlpMetricRules rules) {
        return salts.computeIfAbsent(rules, of -> {
            byte[] text = of.toString().getBytes(StandardCharsets.UTF_8);
            return XxHash64.hash(text, 0, text.length, 0);
        });
    }

    /** Whether rows of series that the cache has can be made without their labels. */
    boolean takesKnownSeries(Target target) {
        return watch == null && route(target).times() == null;
    }

    /** Tells of which series these are. */
    KnownPoints.Ready readySeries(Target target) {
        Route route = route(target);
        SeriesIndex index = cache.index();
        return (high, low, metadataHash) -> {
            int found = index.find(high ^ route.saltHigh(), low ^ route.saltLow());
            return found >= 0
                    && SeriesIndex.table(index.reference(found)) != 0
                    && (metadataHash == 0 || cache.hasMetadata(found, metadataHash));
        };
    }

    /** Series that made room for others in the cache, so far. */
    public long evictedSeries() {
        return cache.evictionsForRoom();
    }

    /** What the senders of a namespace hold of its tables, in all readers of this JVM. */
    public TablePlaces.Usage placesOf(String namespace) {
        return places == null ? new TablePlaces.Usage(0, 0) : places.usage(namespace);
    }

    public RowRules rules() {
        return rules;
    }

    /** Tells the other readers that this one has no rows any more. */
    @Override
    public void close() {
        tables.close();
    }
}
