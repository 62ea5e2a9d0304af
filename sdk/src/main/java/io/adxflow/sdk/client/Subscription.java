package io.adxflow.sdk.client;

import java.util.List;

/**
 * What of some namespaces goes to one more moniker.
 *
 * @param from namespaces
 * @param signals {@code metrics}, {@code logs}, {@code traces}; empty for all
 * @param tables expressions; empty for all
 * @param where predicate over labels, such as {@code job=~"api-.*"}; empty for all
 * @param to the moniker
 * @param paused whether its rows wait
 */
public record Subscription(
        List<String> from, List<String> signals, List<String> tables, String where, String to, boolean paused) {
    public Subscription {
        from = List.copyOf(from);
        signals = List.copyOf(signals);
        tables = List.copyOf(tables);
    }

    /** The same, paused or not. */
    public Subscription paused(boolean isPaused) {
        return new Subscription(from, signals, tables, where, to, isPaused);
    }
}
