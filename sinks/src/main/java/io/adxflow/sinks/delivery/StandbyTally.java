package io.adxflow.sinks.delivery;

import io.adxflow.sinks.standby.StandbyListing;
import io.adxflow.sinks.standby.StandbyName;

/** Sums up what a standby store holds of one database. For one thread. */
final class StandbyTally {
    private long batches;
    private long rows;
    private long bytes;
    private long oldestAtMillis;

    /** Nothing. */
    StandbyTally() {
        this.oldestAtMillis = Long.MAX_VALUE;
    }

    StandbyTally(StandbyListing.OfDatabase listed) {
        this.batches = listed.batches();
        this.rows = listed.rows();
        this.bytes = listed.bytes();
        this.oldestAtMillis = listed.oldestAtMillis();
    }

    void add(StandbyName name, int sign) {
        batches += sign;
        rows += sign * name.rows();
        bytes += sign * name.storedBytes();
        // What is taken is the oldest: what is next is no older, and a listing tells it exactly.
        oldestAtMillis = sign > 0
                ? Math.min(oldestAtMillis, name.sealedAtMillis())
                : Math.max(oldestAtMillis, name.sealedAtMillis());
    }

    long batches() {
        return batches;
    }

    long rows() {
        return rows;
    }

    long bytes() {
        return bytes;
    }

    long oldestAtMillis() {
        return batches == 0 ? Long.MAX_VALUE : oldestAtMillis;
    }

    /** One JSON object in one line. */
    String json(String moniker, String database) {
        return new Json()
                .text("moniker", moniker)
                .text("database", database)
                .text("standby", "true")
                .number("batches", batches)
                .number("rows", rows)
                .number("bytes", bytes)
                .number("oldestAtMillis", oldestAtMillis())
                .line();
    }
}
