package io.adxflow.sinks.kusto.tables;

import io.adxflow.sinks.delivery.FailureKind;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Remembers tables that could not be made ready, what was said, and when to ask again: after 1 s, doubled with each failure up to a
 * minute. Not thread-safe.
 */
final class FailedTables {
    static final int MAX_SIZE = 10_000;
    private static final long MIN_PAUSE_MILLIS = 1_000;
    private static final long MAX_PAUSE_MILLIS = 60_000;

    private record Failure(FailureKind kind, String message, Throwable cause, int times, long retryAtMillis) {}

    private final LruMap<TableRequest.Key, Failure> failures = new LruMap<>(MAX_SIZE);
    private final LongSupplier clock;

    /** @param clock epoch milliseconds */
    FailedTables(LongSupplier clock) {
        this.clock = clock;
    }

    /** The answer for a table whose pause is not over; null when it may be asked for. */
    @Nullable
    ProvisioningException answer(TableRequest request) {
        Failure failure = failures.get(request.key());
        return failure == null || failure.retryAtMillis() <= clock.getAsLong() ? null : exception(failure);
    }

    /** Whether the last attempt was refused, for reasons that lie in this table. */
    boolean wasRefused(TableRequest request) {
        Failure failure = failures.get(request.key());
        return failure != null && failure.kind() == FailureKind.PERMANENT;
    }

    /** Remembers a failure and returns what to say of it. */
    ProvisioningException add(TableRequest request, Throwable cause) {
        Failure before = failures.get(request.key());
        int times = before == null ? 1 : before.times() + 1;
        long pause = Math.min(MAX_PAUSE_MILLIS, MIN_PAUSE_MILLIS << Math.min(times - 1, 10));
        FailureKind kind = Refusals.kind(cause);
        Failure failure = new Failure(kind, message(request, kind, cause), cause, times, clock.getAsLong() + pause);
        failures.put(request.key(), failure);
        return exception(failure);
    }

    void remove(TableRequest request) {
        failures.remove(request.key());
    }

    int size() {
        return failures.size();
    }

    private static String message(TableRequest request, FailureKind kind, Throwable cause) {
        String table =
                "table " + request.table() + " of database " + request.key().database();
        return switch (kind) {
            case PERMANENT ->
                table + ": refused, " + cause.getMessage() + " (asked for columns " + request.schema()
                        + "; the type of a column that exists is never changed: "
                        + "drop or rename the column, or give the new one another name)";
            case CONFIGURATION ->
                table + ": not allowed or no such database, " + cause.getMessage()
                        + " (create the database or correct its name; needed: roles Database User and Ingestor)";
            default -> table + ": not made ready, " + cause;
        };
    }

    private ProvisioningException exception(Failure failure) {
        // The same words each time for what somebody has to mend, since they are told to people as the reason.
        String next = failure.kind() == FailureKind.CONFIGURATION
                ? ""
                : "; failed " + failure.times() + " times, next attempt in "
                        + (failure.retryAtMillis() - clock.getAsLong()) + " ms";
        return new ProvisioningException(
                failure.kind(), Refusals.scope(failure.cause()), failure.message() + next, failure.cause());
    }
}
