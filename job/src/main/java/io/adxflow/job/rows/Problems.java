package io.adxflow.job.rows;

import io.adxflow.sources.wire.WireFormat.Signal;
import io.adxflow.sources.wire.otlp.JsonLosses;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects what is refused of one body, so that the answer names the first few and counts the rest. */
final class Problems {
    private static final int NAMED = 5;

    private final StringBuilder named = new StringBuilder();
    private long series;
    private long histograms;
    private long exemplars;
    private long metadata;
    private long logRecords;
    private long spans;
    private long dataPoints;
    private long letters;
    /** What to tell when nothing is refused, and yet something is wrong. */
    private @Nullable String warning;

    void clear() {
        warning = null;
        letters = 0;
        named.setLength(0);
        series = 0;
        histograms = 0;
        exemplars = 0;
        metadata = 0;
        logRecords = 0;
        spans = 0;
        dataPoints = 0;
    }

    /** True while a further problem would still be named; otherwise its text need not be made. */
    boolean wantsText() {
        return all() < NAMED;
    }

    void addSeries(@Nullable String text) {
        name(text);
        series++;
    }

    /** Adds series that were refused alike, of which the first is named. */
    void addSeries(long count, String first) {
        name(first);
        series += count;
    }

    void addHistogram(@Nullable String text) {
        name(text);
        histograms++;
    }

    void addExemplar(@Nullable String text) {
        name(text);
        exemplars++;
    }

    void addMetadata(@Nullable String text) {
        name(text);
        metadata++;
    }

    void addLogRecord(@Nullable String text) {
        name(text);
        logRecords++;
    }

    void addSpan(@Nullable String text) {
        name(text);
        spans++;
    }

    /** Adds what was refused before it came here, of which some is named. */
    void addTranslated(long refusedPoints, long refusedExemplars, long refusedSeries, List<String> texts) {
        // Named first: whether there is room depends on what was counted.
        texts.forEach(this::name);
        dataPoints += refusedPoints;
        exemplars += refusedExemplars;
        series += refusedSeries;
    }

    /** Adds samples, histograms and exemplars that went to the dead letters, of which the first is named. */
    void addLetters(long count, @Nullable String first) {
        name(first);
        letters += count;
    }

    /** Adds what of a body in JSON was refused before it came here. */
    void addLosses(Signal signal, JsonLosses losses) {
        losses.texts().forEach(this::name);
        switch (signal) {
            case LOGS -> logRecords += losses.records();
            case TRACES -> spans += losses.records();
            case METRICS -> dataPoints += losses.records();
            case REMOTE_WRITE, ROWS ->
                throw new IllegalArgumentException("signal: " + signal + " (expected: one of OTLP)");
        }
        warning = losses.warning();
    }

    private long all() {
        return series + histograms + exemplars + metadata + logRecords + spans + dataPoints + letters;
    }

    private void name(@Nullable String text) {
        if (text != null && wantsText()) {
            named.append("\n  ").append(text);
        }
    }

    @Nullable
    String text() {
        if (all() == 0) {
            return warning;
        }
        StringBuilder text = new StringBuilder("refused: ");
        String separator = count(text, "", series, " series");
        separator = count(text, separator, histograms, " native histograms");
        separator = count(text, separator, exemplars, " exemplars");
        separator = count(text, separator, metadata, " metadata entries");
        separator = count(text, separator, logRecords, " log records");
        separator = count(text, separator, spans, " spans");
        separator = count(text, separator, dataPoints, " data points");
        count(text, separator, letters, " samples, histograms and exemplars that no table takes, kept as dead letters");
        text.append("; everything else was written.").append(named);
        if (all() > NAMED) {
            text.append("\n  and ").append(all() - NAMED).append(" more");
        }
        return text.toString();
    }

    /** Adds a count when there is one to tell; returns what stands before the next. */
    private static String count(StringBuilder text, String separator, long count, String what) {
        if (count == 0) {
            return separator;
        }
        text.append(separator).append(count).append(what);
        return ", ";
    }
}
