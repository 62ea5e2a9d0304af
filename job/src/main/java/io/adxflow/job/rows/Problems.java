package io.adxflow.job.rows;

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

    void clear() {
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

    private long all() {
        return series + histograms + exemplars + metadata + logRecords + spans + dataPoints;
    }

    private void name(@Nullable String text) {
        if (text != null && wantsText()) {
            named.append("\n  ").append(text);
        }
    }

    @Nullable
    String text() {
        if (all() == 0) {
            return null;
        }
        StringBuilder text = new StringBuilder("refused: ");
        String separator = count(text, "", series, " series");
        separator = count(text, separator, histograms, " native histograms");
        separator = count(text, separator, exemplars, " exemplars");
        separator = count(text, separator, metadata, " metadata entries");
        separator = count(text, separator, logRecords, " log records");
        separator = count(text, separator, spans, " spans");
        count(text, separator, dataPoints, " data points");
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
