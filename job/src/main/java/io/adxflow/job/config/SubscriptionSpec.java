package io.adxflow.job.config;

import io.adxflow.job.select.Selector;
import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What of some namespaces goes to one moniker, besides what their own list of monikers says.
 *
 * @param from names of namespaces; a single {@code *} stands for all
 * @param signals which of theirs
 * @param tables names of tables, where {@code *} stands for any characters; empty for all
 * @param where a {@link Selector} over a series' labels, or a record's attributes and its resource's; empty for all
 * @param to the moniker
 * @param paused whether what it selects is kept until it is not
 */
public record SubscriptionSpec(
        String name,
        List<String> from,
        List<Signal> signals,
        List<String> tables,
        String where,
        String to,
        boolean paused)
        implements Serializable {
    static final String ANY = "*";

    /** What can be subscribed to. */
    public enum Signal {
        METRICS,
        LOGS,
        TRACES;

        /** As the configuration writes it. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public boolean takesFrom(String namespace) {
        return from.contains(ANY) || from.contains(namespace);
    }

    public boolean takes(Signal signal) {
        return signals.contains(signal);
    }

    /** Null when every series or record is selected. */
    public @Nullable Selector selector() {
        return where.isEmpty() ? null : Selector.parse(where);
    }
}
