package io.adxflow.job.cli.status;

import com.fasterxml.jackson.databind.JsonNode;
import io.adxflow.sources.connections.Printable;
import java.util.Map;

/** Rows that somebody watches, as lines for people. What senders wrote moves no cursor and changes no colour. */
final class TailText {
    private static final int DATE_LENGTH = "2026-01-02T".length();
    private static final int TIME_LENGTH = "03:04:05.678".length();

    private TailText() {}

    /**
     * A row.
     *
     * @param width beyond which it is cut; 0 for none
     */
    static String row(JsonNode row, int width) {
        String at = row.path("at").asText();
        StringBuilder line = new StringBuilder(
                at.length() < DATE_LENGTH + TIME_LENGTH ? at : at.substring(DATE_LENGTH, DATE_LENGTH + TIME_LENGTH));
        for (Map.Entry<String, JsonNode> field : row.path("row").properties()) {
            String value = field.getValue().isTextual()
                    ? field.getValue().asText()
                    : field.getValue().toString();
            line.append("  ").append(Printable.line(field.getKey())).append('=').append(Printable.line(value));
        }
        return width > 0 && line.length() > width ? line.substring(0, Math.max(1, width - 1)) + "…" : line.toString();
    }

    /** What is not shown of the rows that came; empty when all are. */
    static String leftOut(JsonNode view) {
        long arrived = view.path("arrived").asLong();
        long examined = view.path("examined").asLong();
        long matching = view.path("matching").asLong();
        int shown = view.path("rows").size();
        if (examined == arrived && shown == matching) {
            return "";
        }
        return "… " + arrived + " rows came" + (examined < arrived ? ", " + examined + " were looked at" : "")
                + (matching < examined ? ", " + matching + " fit" : "") + ", " + shown + " shown";
    }
}
