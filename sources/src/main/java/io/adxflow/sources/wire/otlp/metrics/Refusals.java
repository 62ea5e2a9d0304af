package io.adxflow.sources.wire.otlp.metrics;

import java.util.ArrayList;
import java.util.List;

/** Counts what a body held that could not be translated, and names the first few. */
final class Refusals {
    private static final int NAMED = 5;

    long points;
    long exemplars;
    final List<String> texts = new ArrayList<>();
    /** While true nothing is counted: the body is read once more. */
    boolean muted;

    void clear() {
        points = 0;
        exemplars = 0;
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

    /** Something that is neither, and so is not counted. */
    void other(String text) {
        if (!muted) {
            name(text);
        }
    }

    private void name(String text) {
        if (texts.size() < NAMED) {
            texts.add(text);
        }
    }
}
