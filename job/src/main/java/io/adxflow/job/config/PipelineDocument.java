package io.adxflow.job.config;

import io.adxflow.sinks.delivery.MonikerSpec;
import io.adxflow.sources.auth.SenderSpec;
import io.adxflow.sources.limits.NamespaceLimits;
import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * What people change while the job runs: destinations, what senders write, and what of it goes where.
 *
 * @param monikers by name, ordered by name; each is referred to by a namespace or a subscription, or was configured
 * @param namespaces by name, ordered by name; {@code default} is always among them
 * @param subscriptions by name, ordered by name
 * @param retired by name of a moniker, what becomes of batches under definitions that it no longer has
 * @param agents senders that shake hands
 * @param senders by name, ordered by name; others that may prove who they are
 * @param limits by namespace, of those that have any
 */
public record PipelineDocument(
        Map<String, MonikerSpec> monikers,
        Map<String, NamespaceSpec> namespaces,
        Map<String, SubscriptionSpec> subscriptions,
        Map<String, Retirement> retired,
        AgentsSpec agents,
        Map<String, SenderSpec> senders,
        Map<String, NamespaceLimits> limits)
        implements Serializable {
    /** The sections of a configuration that make it up. */
    public static final List<String> SECTIONS =
            List.of("monikers", "namespaces", "subscriptions", "retired", "agents", "senders", "limits");

    /** With nothing said of agents, senders and limits. */
    public PipelineDocument(
            Map<String, MonikerSpec> monikers,
            Map<String, NamespaceSpec> namespaces,
            Map<String, SubscriptionSpec> subscriptions,
            Map<String, Retirement> retired) {
        this(monikers, namespaces, subscriptions, retired, AgentsSpec.NONE, Map.of(), Map.of());
    }

    /**
     * What becomes of undelivered batches of a moniker that was removed, or of the place that it was before.
     *
     * @param moveTo with {@link Undelivered#MOVE} the moniker that gets them, else empty
     */
    public record Retirement(Undelivered undelivered, String moveTo) implements Serializable {}

    /** See {@link Retirement}. */
    public enum Undelivered {
        /** They are delivered where they were to go. */
        DRAIN,
        /** They are forgotten, rows and all. */
        DROP,
        /** They go to another moniker. */
        MOVE
    }
}
