package io.adxflow.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How batches get from their blobs into tables: the ways that {@code docs/delivery.md} makes a promise for each. */
enum KustoMode {
    /** Through the queue, each blob with a tag of its own. */
    TAGGED("mode=queued", "tag-min-size=0b"),
    /** Through the queue, no blob with a tag: the marker on the blob is all there is. */
    MARKER("mode=queued", "tag-min-size=1tb"),
    /** By a command to the engine, with a tag. */
    DIRECT("mode=direct");

    private final List<String> options;

    KustoMode(String... options) {
        this.options = List.of(options);
    }

    /** Its name in words. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The job's settings for a destination of this kind. */
    List<String> settings(String endpoint) {
        List<String> settings = new ArrayList<>(List.of(
                "checkpoint.interval=200ms",
                "batch.max-age=2s",
                "batch.small-max-age=3s",
                "delivery.max-backoff=5s",
                "monikers.adx.kind=kusto",
                "monikers.adx.endpoint=" + endpoint,
                // Faults are for the batches that were sent, which are counted.
                "schemas.publish-at=[]",
                "namespaces.default.monikers=adx"));
        options.forEach(option -> settings.add("monikers.adx." + option));
        return settings;
    }
}
