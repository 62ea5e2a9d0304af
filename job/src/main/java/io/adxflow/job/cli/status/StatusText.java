package io.adxflow.job.cli.status;

import com.fasterxml.jackson.databind.JsonNode;
import io.adxflow.job.cli.Text;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Writes what an ops endpoint tells of a pipeline for a terminal of some width. */
final class StatusText {
    private static final int MOST_MONIKERS = 30;
    private static final int MOST_TROUBLES = 8;

    private StatusText() {}

    /** What {@code status} shows. */
    static List<String> status(JsonNode status, int width, boolean colors) {
        Screen screen = new Screen(width, colors);
        head(screen, status);
        troubles(screen, status, MOST_TROUBLES);
        screen.blank();
        monikers(screen, status, MOST_MONIKERS);
        return screen.lines();
    }

    static void head(Screen screen, JsonNode status) {
        boolean ok = status.path("ok").asBoolean();
        screen.wrapped(
                ok ? "● " : "✖ ", "  ", status.path("summary").asText(), ok ? Screen.Look.GOOD : Screen.Look.BAD, 3);
        JsonNode totals = status.path("totals");
        screen.wrapped(
                "  ",
                "  ",
                rate(totals.path("rowsPerSecond").asDouble()) + " rows/s taken ("
                        + Text.bytes(totals.path("bytesPerSecond").asDouble()) + "/s), "
                        + rate(totals.path("deliveredRowsPerSecond").asDouble()) + " rows/s delivered, p99 "
                        + Text.count(totals.path("acknowledgeMillisP99").asDouble()) + " ms, oldest "
                        + seconds(totals.path("oldestSeconds").asLong()) + ", "
                        + Text.count(totals.path("backlogRows").asLong()) + " rows wait ("
                        + Text.bytes(totals.path("backlogBytes").asDouble()) + "), "
                        + Text.plural(status.path("tableCount").asLong(), "table") + ", control document "
                        + status.path("control").path("version").asLong() + checkpoint(status),
                Screen.Look.PLAIN,
                4);
    }

    private static String checkpoint(JsonNode status) {
        long last = status.path("checkpoints").path("lastSeconds").asLong(-1);
        return last < 0 ? "" : ", checkpoint " + seconds(last) + " ago";
    }

    static void troubles(Screen screen, JsonNode status, int most) {
        int shown = 0;
        for (JsonNode trouble : status.path("troubles")) {
            if (++shown > most) {
                screen.line("… and " + (status.path("troubles").size() - most) + " more", Screen.Look.DIM);
                return;
            }
            screen.blank();
            boolean error = trouble.path("severity").asText().equals("error");
            screen.wrapped(
                    "! ",
                    "  ",
                    trouble.path("what").asText() + " (for "
                            + seconds(trouble.path("ageSeconds").asLong()) + ")",
                    error ? Screen.Look.BAD : Screen.Look.WARN,
                    3);
            if (!trouble.path("detail").asText().isEmpty()) {
                screen.wrapped("  ", "  ", trouble.path("detail").asText(), Screen.Look.DIM, 2);
            }
            screen.wrapped("  → ", "    ", trouble.path("todo").asText(), Screen.Look.PLAIN, 4);
        }
    }

    static void monikers(Screen screen, JsonNode status, int most) {
        List<List<String>> rows = new ArrayList<>();
        List<Screen.Look> looks = new ArrayList<>();
        for (JsonNode moniker : status.path("monikers")) {
            if (rows.size() == most) {
                break;
            }
            String state = moniker.path("state").asText();
            long waiting = moniker.path("backlogRows").asLong();
            rows.add(List.of(
                    moniker.path("name").asText(),
                    state.replace('_', ' '),
                    rate(moniker.path("rowsPerSecond").asDouble()),
                    Text.bytes(moniker.path("bytesPerSecond").asDouble()),
                    Text.count(waiting),
                    Text.bytes(moniker.path("backlogBytes").asDouble()),
                    waiting == 0 ? "-" : seconds(moniker.path("oldestSeconds").asLong()),
                    ago(moniker.path("lastSuccess"), status.path("at")),
                    moniker.path("kind").asText()));
            looks.add(Screen.look(state));
        }
        screen.table(
                List.of("moniker", "state", "rows/s", "bytes/s", "waiting", "stored", "oldest", "delivered", "kind"),
                rows,
                new int[] {0, 1, 3, 6, 2, 5, 2, 4, 7},
                looks);
    }

    static String rate(double perSecond) {
        return perSecond > 0 && perSecond < 9.95
                ? String.format(Locale.ROOT, "%.1f", perSecond)
                : Text.count(perSecond);
    }

    static String seconds(long seconds) {
        return Text.duration(Duration.ofSeconds(seconds));
    }

    static String ago(JsonNode time, JsonNode now) {
        return time.isMissingNode() || time.isNull()
                ? "never"
                : seconds(Math.max(
                                0,
                                Duration.between(Instant.parse(time.asText()), Instant.parse(now.asText()))
                                        .toSeconds()))
                        + " ago";
    }
}
