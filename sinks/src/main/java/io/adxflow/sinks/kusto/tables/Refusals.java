package io.adxflow.sinks.kusto.tables;

import com.microsoft.azure.kusto.data.exceptions.DataServiceException;
import com.microsoft.azure.kusto.data.exceptions.IODataServiceException;
import io.adxflow.sinks.delivery.FailureKind;
import io.adxflow.sinks.delivery.FailureScope;

/** Tells a command that the engine refuses from one that it did not get or could not run now. */
final class Refusals {
    private Refusals() {}

    /**
     * {@link FailureKind#CONFIGURATION} for 401, 403 and a database that is not there, {@link FailureKind#PERMANENT} for what else the
     * engine calls permanent, {@link FailureKind#TRANSIENT} otherwise.
     */
    static FailureKind kind(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (namesMissingDatabase(cause)) {
                return FailureKind.CONFIGURATION;
            }
            if (cause instanceof DataServiceException service) {
                return kind(service);
            }
        }
        return FailureKind.TRANSIENT;
    }

    /** Whom a failure of this {@link #kind} concerns: who is not known to the cluster (401) fails everywhere. */
    static FailureScope scope(Throwable failure) {
        return switch (kind(failure)) {
            case PERMANENT -> FailureScope.TABLE;
            case CONFIGURATION -> isUnauthenticated(failure) ? FailureScope.DESTINATION : FailureScope.DATABASE;
            default -> FailureScope.DESTINATION;
        };
    }

    private static boolean isUnauthenticated(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof DataServiceException service && service.getStatusCode() != null) {
                return service.getStatusCode() == 401;
            }
        }
        return false;
    }

    private static FailureKind kind(DataServiceException failure) {
        Integer status = failure.getStatusCode();
        if (status != null && (status == 401 || status == 403)) {
            return FailureKind.CONFIGURATION;
        }
        boolean mayPass = status != null && (status == 408 || status == 429 || status >= 500);
        boolean refused = failure.isPermanent() && !mayPass && !(failure instanceof IODataServiceException);
        return refused ? FailureKind.PERMANENT : FailureKind.TRANSIENT;
    }

    /** The engine's words, as quoted in Azure/azure-kusto-samples-dotnet issue 29 and Azure/azure-kusto-python issue 35. */
    private static boolean namesMissingDatabase(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        return message.contains("of kind 'Database' was not found")
                || message.contains("of kind 'Database' does not exist");
    }
}
