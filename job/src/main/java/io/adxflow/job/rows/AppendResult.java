package io.adxflow.job.rows;

import io.adxflow.job.rules.scrub.ScrubTally;
import io.adxflow.sources.wire.WireFormat.Signal;
import io.adxflow.sources.wire.otlp.JsonLosses;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What one append did. Reused: valid until the next append. */
public final class AppendResult {
    long samples;
    long histograms;
    long exemplars;
    long metadata;
    long logRecords;
    long spans;
    long tableRows;
    long dataPoints;
    long roundedValues;
    long rows;
    long rejectedSamples;
    long rejectedSeries;
    long rejectedLogRecords;
    long rejectedSpans;
    long rejectedDataPoints;
    long deadLetteredRows;
    private @Nullable String withoutRoom;
    long unwrittenSamples;
    long unwrittenHistograms;
    long unwrittenExemplars;
    long refusedTables;
    long unsubscribedRows;
    private long selectedRows;
    private long selectedDeliveries;
    /** The series of the body that were refused, as a whole or a histogram of theirs, by number. */
    final ScrubTally scrubbed = new ScrubTally();

    long transformFailures;
    long splitRows;
    final BitSet refusedSeries = new BitSet();

    final Problems problems = new Problems();
    private final Map<String, Long> dropped = new HashMap<>();
    private long droppedRows;
    long nameCollisions;
    long mendedTimes;

    void clear() {
        samples = 0;
        histograms = 0;
        exemplars = 0;
        metadata = 0;
        logRecords = 0;
        spans = 0;
        tableRows = 0;
        dataPoints = 0;
        roundedValues = 0;
        rows = 0;
        rejectedSamples = 0;
        rejectedSeries = 0;
        rejectedLogRecords = 0;
        rejectedSpans = 0;
        rejectedDataPoints = 0;
        deadLetteredRows = 0;
        withoutRoom = null;
        unwrittenSamples = 0;
        unwrittenHistograms = 0;
        unwrittenExemplars = 0;
        refusedTables = 0;
        unsubscribedRows = 0;
        selectedRows = 0;
        selectedDeliveries = 0;
        dropped.clear();
        droppedRows = 0;
        scrubbed.clear();
        transformFailures = 0;
        splitRows = 0;
        nameCollisions = 0;
        mendedTimes = 0;
        refusedSeries.clear();
        problems.clear();
    }

    /** Takes in what of a body in JSON was refused before it came here. */
    void addLosses(Signal signal, JsonLosses losses) {
        problems.addLosses(signal, losses);
        switch (signal) {
            case LOGS -> rejectedLogRecords += losses.records();
            case TRACES -> rejectedSpans += losses.records();
            case METRICS -> rejectedDataPoints += losses.records();
            case REMOTE_WRITE, ROWS ->
                throw new IllegalArgumentException("signal: " + signal + " (expected: one of OTLP)");
        }
    }

    /** Valid samples, whether a filter kept them or not, dead letters included. */
    public long samples() {
        return samples;
    }

    /** Valid native histograms, counted likewise. */
    public long histograms() {
        return histograms;
    }

    /** Valid exemplars, counted likewise. */
    public long exemplars() {
        return exemplars;
    }

    /** Metadata entries, whether they were news or not. */
    public long metadata() {
        return metadata;
    }

    /** Valid log records, counted likewise. */
    public long logRecords() {
        return logRecords;
    }

    /** Valid spans, counted likewise. */
    public long spans() {
        return spans;
    }

    /** Valid data points of OTLP metrics; the samples and histograms that they became are counted as such. */
    public long dataPoints() {
        return dataPoints;
    }

    /** Integers of these that no double holds exactly, which were written as the double next to them. */
    public long roundedValues() {
        return roundedValues;
    }

    /** Rows appended to buffers. */
    public long rows() {
        return rows;
    }

    /** Samples and histograms that were refused. */
    public long rejectedSamples() {
        return rejectedSamples;
    }

    /** Series that were refused as a whole. */
    public long rejectedSeries() {
        return rejectedSeries;
    }

    /** Log records that were refused. */
    public long rejectedLogRecords() {
        return rejectedLogRecords;
    }

    /** Spans that were refused. */
    public long rejectedSpans() {
        return rejectedSpans;
    }

    /** Data points that were refused, or of whose series one was. */
    public long rejectedDataPoints() {
        return rejectedDataPoints;
    }

    /** All that the body held of samples, histograms, log records, spans and rows of tables, refused or not. */
    public long records() {
        return samples
                + histograms
                + logRecords
                + spans
                + tableRows
                + rejectedSamples
                + rejectedLogRecords
                + rejectedSpans;
    }

    /** What OTLP's partial success counts: log records, spans and data points that were refused. */
    public long rejectedRecords() {
        return rejectedLogRecords + rejectedSpans + rejectedDataPoints;
    }

    /** Samples that the sender is told were written: without dead letters, where these are told as a problem. */
    public long writtenSamples() {
        return samples - unwrittenSamples;
    }

    /** Native histograms likewise. */
    public long writtenHistograms() {
        return histograms - unwrittenHistograms;
    }

    /** Exemplars likewise. */
    public long writtenExemplars() {
        return exemplars - unwrittenExemplars;
    }

    /** Rows that went to the dead letters. */
    public long deadLetteredRows() {
        return deadLetteredRows;
    }

    /** Remembers why a refused record finds no room now, when it would have been taken otherwise. */
    void withoutRoom(@Nullable String reason) {
        withoutRoom = reason == null ? withoutRoom : reason;
    }

    /** Why nothing was taken of a body whose records find no room now, so that it may come again as a whole; else null. */
    public @Nullable String withoutRoom() {
        return rows == 0 && deadLetteredRows == 0 ? withoutRoom : null;
    }

    /** Series and records that were refused because their sender may make no more tables. */
    public long refusedTables() {
        return refusedTables;
    }

    /** What scrubbing found, by rule and detector. */
    public Map<ScrubTally.Key, Long> scrubbed() {
        return scrubbed.counts();
    }

    /** Records whose program failed. */
    public long transformFailures() {
        return transformFailures;
    }

    /** Rows that records became beyond their first one. */
    public long splitRows() {
        return splitRows;
    }

    /** Counts what would have become so many rows, had a rule not dropped it. */
    void drop(String rule, long rows) {
        dropped.merge(rule, rows, Long::sum);
        droppedRows += rows;
    }

    /** Metrics that were found to share a table with another one. */
    public long nameCollisions() {
        return nameCollisions;
    }

    /** Times of samples, histograms and records that were taken for another unit's, or set to the arrival. */
    public long mendedTimes() {
        return mendedTimes;
    }

    /** What rules have dropped: rows that samples, histograms, exemplars and records did not become. They are accepted. */
    public long droppedRows() {
        return droppedRows;
    }

    /** {@link #droppedRows} by the names of the rules. */
    public Map<String, Long> dropped() {
        return dropped;
    }

    /** Says of rows that were appended to a table where they go. */
    void delivered(Deliveries deliveries, long appended) {
        if (!deliveries.areOfNamespace()) {
            selectedRows += appended;
            selectedDeliveries += appended * deliveries.all().size();
        }
    }

    /**
     * Rows appended to buffers, once for each moniker that they go to.
     *
     * @param ofNamespace how many monikers a row has that no subscription is about
     */
    public long deliveries(int ofNamespace) {
        return (rows - selectedRows) * ofNamespace + selectedDeliveries;
    }

    /** Valid rows that no moniker of their namespace and no subscription takes. */
    public long unsubscribedRows() {
        return unsubscribedRows;
    }

    /** What was refused and why, for the sender: the counts and the first few; null when nothing was. */
    public @Nullable String problems() {
        return problems.text();
    }
}
