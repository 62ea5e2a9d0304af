package io.adxflow.job.rows;

import io.adxflow.sources.limits.Stock;
import org.jspecify.annotations.Nullable;

/** How many series of a namespace a reader knows, and how many it may. Not thread-safe. */
final class NamespaceSeries {
    final String namespace;
    long live;
    long allowed = Long.MAX_VALUE;

    NamespaceSeries(String namespace) {
        this.namespace = namespace;
    }

    /** Why there may not be one more, or null when there may. */
    @Nullable
    String refusal() {
        return live < allowed
                ? null
                : "series would be one more than namespace " + namespace + " may have: " + live
                        + " are known, and this process has " + allowed + " of limits." + namespace + "."
                        + Stock.LIVE_SERIES.key() + "; raise it, or send fewer series";
    }
}
