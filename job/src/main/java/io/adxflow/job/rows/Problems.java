package io.adxflow.job.rows;

import org.jspecify.annotations.Nullable;

/** Collects what is refused of one body, so that the answer names the first few and counts the rest. */
final class Problems {
    private static final int NAMED = 5;

    private final StringBuilder named = new StringBuilder();
    private long series;
    private long histograms;
    private long exemplars;

    void clear() {
        named.setLength(0);
        series = 0;
        histograms = 0;
        exemplars = 0;
    }

    /** True while a further problem would still be named; otherwise its text need not be made. */
    boolean wantsText() {
        return series + histograms + exemplars < NAMED;
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

    private void name(@Nullable String text) {
        if (text != null && wantsText()) {
            named.append("\n  ").append(text);
        }
    }

    @Nullable
    String text() {
        long all = series + histograms + exemplars;
        if (all == 0) {
            return null;
        }
        StringBuilder text = new StringBuilder("refused: ");
        String separator = "";
        if (series > 0) {
            text.append(series).append(" series");
            separator = ", ";
        }
        if (histograms > 0) {
            text.append(separator).append(histograms).append(" native histograms");
            separator = ", ";
        }
        if (exemplars > 0) {
            text.append(separator).append(exemplars).append(" exemplars");
        }
        text.append("; everything else was written.").append(named);
        if (all > NAMED) {
            text.append("\n  and ").append(all - NAMED).append(" more");
        }
        return text.toString();
    }
}
