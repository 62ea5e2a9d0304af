package io.adxflow.job.rows;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Which monikers a series or record goes to, decided once and shared by all of one table whose list is equal. Part of the table's
 * key in memory: rows of other lists are other chunks. Immutable.
 */
public final class Deliveries {
    /** As the namespace itself says: its own monikers, and nothing else. */
    public static final Deliveries OF_NAMESPACE = new Deliveries("", List.of());

    /** To nobody: no subscription wants it. */
    public static final Deliveries NONE = new Deliveries("-", List.of());

    private final String id;
    private final List<Delivery> all;

    /**
     * One of them.
     *
     * @param held the paused subscription for which rows wait, or empty
     */
    public record Delivery(String moniker, String held) {

        /** A delivery that waits for nothing. */
        public Delivery(String moniker) {
            this(moniker, "");
        }

        private String id() {
            return held.isEmpty() ? moniker : moniker + "!" + held;
        }
    }

    private Deliveries(String id, List<Delivery> all) {
        this.id = id;
        this.all = all;
    }

    /** @param all at least one, and not just the namespace's own */
    static Deliveries of(List<Delivery> all) {
        return new Deliveries(all.stream().map(Delivery::id).collect(Collectors.joining(",")), List.copyOf(all));
    }

    /** Tells it from others under the same rules; part of a table's id in state. Empty for {@link #OF_NAMESPACE}. */
    String id() {
        return id;
    }

    /** Whether they are as the namespace itself says. */
    public boolean areOfNamespace() {
        return id.isEmpty();
    }

    /** Whether nobody wants the rows. */
    boolean areNone() {
        return all.isEmpty() && !id.isEmpty();
    }

    /** Of lists that are not the namespace's own. */
    public List<Delivery> all() {
        return all;
    }

    @Override
    public boolean equals(Object other) {
        return this == other || (other instanceof Deliveries that && id.equals(that.id));
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    @Override
    public String toString() {
        return areOfNamespace() ? "as its namespace" : all.toString();
    }
}
