package io.adxflow.job.rows;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** What one append did. Reused: valid until the next append. */
public final class AppendResult {
    long samples;
    long histograms;
    long exemplars;
    long metadata;
    long logRecords;
    long spans;
    long dataPoints;
    long roundedValues;
    long rows;
    long rejectedSamples;
    long rejectedSeries;
    long rejectedLogRecords;
    long rejectedSpans;
    long rejectedDataPoints;
    long deadLetteredRows;
    /** The series of the body that were refused, as a whole or a histogram of theirs, by number. */
    final BitSet refusedSeries = new BitSet();

    final Problems problems = new Problems();

    void clear() {
        samples = 0;
        histograms = 0;
        exemplars = 0;
        metadata = 0;
        logRecords = 0;
        spans = 0;
        dataPoints = 0;
        roundedValues = 0;
        rows = 0;
        rejectedSamples = 0;
        rejectedSeries = 0;
        rejectedLogRecords = 0;
        rejectedSpans = 0;
        rejectedDataPoints = 0;
        deadLetteredRows = 0;
        refusedSeries.clear();
        problems.clear();
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

    /** What OTLP's partial success counts: log records, spans and data points that were refused. */
    public long rejectedRecords() {
        return rejectedLogRecords + rejectedSpans + rejectedDataPoints;
    }

    /** Rows that went to the dead letters. */
    public long deadLetteredRows() {
        return deadLetteredRows;
    }

    /** What was refused and why, for the sender: the counts and the first few; null when nothing was. */
    public @Nullable String problems() {
        return problems.text();
    }
}
