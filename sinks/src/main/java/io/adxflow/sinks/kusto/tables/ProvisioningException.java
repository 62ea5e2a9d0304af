package io.adxflow.sinks.kusto.tables;

import io.adxflow.sinks.delivery.FailureKind;
import io.adxflow.sinks.delivery.FailureScope;
import org.jspecify.annotations.Nullable;

/** A table could not be made ready. The message names table and database; the cause is the client's exception. */
public final class ProvisioningException extends Exception {
    private static final long serialVersionUID = 1L;

    private final FailureKind kind;
    private final FailureScope scope;

    ProvisioningException(FailureKind kind, FailureScope scope, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.scope = scope;
    }

    /**
     * {@link FailureKind#PERMANENT} when the engine refuses this table's columns or mapping, {@link FailureKind#CONFIGURATION} when it refuses
     * us or knows no such database, else {@link FailureKind#TRANSIENT}.
     */
    public FailureKind kind() {
        return kind;
    }

    /** Of what is permanent the table, of 403 and a database that is not there the database, else the cluster. */
    public FailureScope scope() {
        return scope;
    }
}
