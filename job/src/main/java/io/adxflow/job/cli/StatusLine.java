package io.adxflow.job.cli;

import io.adxflow.job.page.model.StatusView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One line of how a run does, of whole pieces, as many as fit a width: the most important come first. */
final class StatusLine {
    private static final String BETWEEN = "  ";

    private StatusLine() {}

    /** @param width in columns; the line is shorter by one at least, so that no terminal wraps it */
    static String of(StatusView status, String state, int width) {
        StatusView.Totals totals = status.totals();
        List<String> pieces = new ArrayList<>();
        if (!state.equals("running")) {
            pieces.add("[" + state + "]");
        }
        pieces.add(rate(totals.rowsPerSecond()) + " rows/s");
        long troubles = status.troubles().size();
        if (troubles > 0) {
            pieces.add(Text.plural(troubles, "trouble") + ", see ./adxflow status");
        }
        pieces.add("oldest " + Text.duration(Duration.ofSeconds(totals.oldestSeconds())));
        pieces.add("p99 " + Text.count(totals.acknowledgeMillisP99()) + " ms");
        pieces.add(Text.count(totals.backlogRows()) + " rows wait");
        pieces.add(rate(totals.deliveredRowsPerSecond()) + " rows/s delivered");
        pieces.add(Text.plural(status.tableCount(), "table"));
        pieces.add(Text.plural((long) totals.deliveredBatches(), "batch", "batches") + " delivered");
        StringBuilder line = new StringBuilder();
        for (String piece : pieces) {
            int length = line.length() + (line.isEmpty() ? 0 : BETWEEN.length()) + piece.length();
            if (length < width) {
                line.append(line.isEmpty() ? "" : BETWEEN).append(piece);
            }
        }
        return line.toString();
    }

    /** The one thing to say at the end. */
    static String summary(StatusView status, Duration ran) {
        StatusView.Totals totals = status.totals();
        return "In " + Text.duration(ran) + ": " + Text.count(totals.rows()) + " rows taken in "
                + Text.plural((long) totals.receivedRequests(), "request") + ", " + Text.count(totals.deliveredRows())
                + " delivered in " + Text.plural((long) totals.deliveredBatches(), "batch", "batches")
                + (totals.backlogRows() > 0 ? ", " + Text.count(totals.backlogRows()) + " wait for the next run" : "")
                + ".";
    }

    private static String rate(double perSecond) {
        return perSecond > 0 && perSecond < 9.95
                ? String.format(Locale.ROOT, "%.1f", perSecond)
                : Text.count(perSecond);
    }
}
