package io.adxflow.job.rows;

import io.adxflow.job.config.NamespaceSpec;
import io.adxflow.job.config.SubscriptionSpec;
import java.io.Serializable;
import java.util.List;

/**
 * Everything besides a body that decides which rows it becomes and where they go. A replay must route as the first pass did, so
 * the state names what they were.
 *
 * @param version of what the code decides: 0 in state that names none. Since 1, names that would meet are told apart, names in
 *     records match configured ones regardless of case, and every column's value has a limit. Since 2, rules act on rows that come as
 *     rows, and these are kept apart from samples of their table
 */
public record RowRules(List<NamespaceSpec> namespaces, List<SubscriptionSpec> subscriptions, int version)
        implements Serializable {
    /** What the code of now decides. */
    public static final int CURRENT = 2;

    /** State written before there were subscriptions has none. */
    @SuppressWarnings("ConstantValue")
    public RowRules {
        subscriptions = subscriptions == null ? List.of() : subscriptions;
    }

    /** The rules of now, without subscriptions. */
    public RowRules(List<NamespaceSpec> namespaces) {
        this(namespaces, List.of(), CURRENT);
    }

    /** Whether bodies were first read before version 1. */
    boolean isFirst() {
        return version == 0;
    }

    /** Whether rules act on rows that come as rows. */
    boolean rulesRows() {
        return version >= 2;
    }

    /** Whether any namespace takes sensitive texts out. */
    public boolean scrubs() {
        return namespaces.stream()
                .anyMatch(namespace -> !namespace.rules().scrub().isEmpty());
    }

    /** Whether a namespace does. */
    public boolean scrubs(String name) {
        return namespaces.stream()
                .anyMatch(namespace -> namespace.name().equals(name)
                        && !namespace.rules().scrub().isEmpty());
    }
}
