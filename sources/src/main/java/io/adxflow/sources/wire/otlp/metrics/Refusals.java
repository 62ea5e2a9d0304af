package io.adxflow.sources.wire.otlp.metrics;

import java.util.ArrayList;
import java.util.List;

/** Counts what a body held that could not be translated, and names the first few. */
final class Refusals {
    private static final int NAMED = 5;

    long points;
    long exemplars;
    /** Series that come from no data point: {@code target_info}. */
    long series;

    final List<String> texts = new ArrayList<>();
    /** While true nothing is counted: the body is read once more. */
    boolean muted;

    void clear() {
        points = 0;
        exemplars = 0;
        series = 0;
        texts.clear();
        muted = false;
    }

    void point(MetricHead metric, String why) {
        if (!muted) {
            points++;
            name("data point of metric " + metric.quotedName() + ": " + why);
        }
    }

    void exemplar(MetricHead metric, String why) {
        if (!muted) {
            exemplars++;
            name("exemplar of metric " + metric.quotedName() + ": " + why);
        }
    }

    /** Forgets the exemplars of a point that is taken back. */
    void takeBackExemplars(long toExemplars, int toTexts) {
        exemplars = toExemplars;
        texts.subList(toTexts, texts.size()).clear();
    }

    void targetInfo(String why) {
        if (!muted) {
            series++;
            name("target_info: " + why);
        }
    }

    private void name(String text) {
        if (texts.size() < NAMED) {
            texts.add(text);
        }
    }
}
