package io.adxflow.sources.http;

import io.adxflow.sources.auth.SenderRules;
import io.adxflow.sources.limits.TrafficRules;
import org.jspecify.annotations.Nullable;

/**
 * Resolves what a request's path names under one document, and says whether there is room for it. Called on event-loop threads:
 * must not block. Immutable.
 */
public interface IngestTargets {
    /** The namespace of requests that name none. */
    String DEFAULT_NAMESPACE = "default";
    /** {@code TABLE=COLUMN:TYPE,COLUMN:TYPE; TABLE=…}. */
    String SCHEMA_HEADER = "x-adxflow-schema";

    /**
     * @param namespace the namespace in the path, or null for the default one
     * @param database the database in the path, or null for the namespace's default
     * @throws UnknownTargetException when either is not configured; the message names the nearest known one
     */
    Target resolve(@Nullable String namespace, @Nullable String database) throws UnknownTargetException;

    /**
     * Resolves once more a target that was resolved under this document or another one.
     *
     * @return with a database that is settled
     * @throws UnknownTargetException when it is not configured here
     */
    default Target resolveAgain(Target target) throws UnknownTargetException {
        Target again = resolve(target.namespace(), target.databaseNamed() ? target.database() : null);
        return new Target(again.namespace(), again.database());
    }

    /**
     * Takes what a sender says of tables in a database that it may write to, in the header {@value #SCHEMA_HEADER} or gRPC's metadata of
     * that name. What cannot be read is nobody's loss: it is left out.
     */
    default void hint(Target target, String text) {}

    /** What requests of each namespace may bring. */
    default TrafficRules traffic() {
        return TrafficRules.NONE;
    }

    /** Null when the target takes more, else the reason (sizes, the option that governs it) to answer 503 with. */
    @Nullable
    String overload(Target target);

    /** Whom this document knows; asked where authentication is required. */
    default SenderRules senders() {
        return SenderRules.NONE;
    }
}
