package io.adxflow.sources.listen;

import java.util.Locale;

/** What the listening source reports, each with its label {@code input}. */
public enum ListenMetric {
    FOUND("Blobs and partitions that were found."),
    REPEATED("Notifications and listings of what was known already."),
    REMEMBERED("Blobs that are known, at most max-remembered of the input."),
    PENDING("Blobs that no reader has yet."),
    ACTIVE("Blobs found and not read to their end."),
    FAILING("1 while looking for more does not work."),
    FULL("1 while nothing more is taken, because as much is pending or remembered as may be."),
    ROW_BODIES("Parts of blobs and messages that were taken."),
    READ_BYTES("Bytes of them, as the rows' text or as they came."),
    FINISHED("Blobs that were read to their end."),
    UNREADABLE("Blobs and messages that went to the dead letters."),
    READ_FAILURES("Attempts to read that failed and are repeated."),
    WAITING("1 while a destination's backlog, or the limits of the namespace, hold reading back.");

    private final String help;

    ListenMetric(String help) {
        this.help = help;
    }

    /** As Flink has it, behind the group {@code adxflow}. */
    public String metricName() {
        return "listen_" + name().toLowerCase(Locale.ROOT)
                + (this == FOUND
                                || this == REPEATED
                                || this == ROW_BODIES
                                || this == READ_BYTES
                                || this == FINISHED
                                || this == UNREADABLE
                                || this == READ_FAILURES
                        ? "_total"
                        : "");
    }

    public String help() {
        return help;
    }
}
