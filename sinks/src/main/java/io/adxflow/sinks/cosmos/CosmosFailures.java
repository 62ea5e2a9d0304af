package io.adxflow.sinks.cosmos;

import com.azure.core.exception.ClientAuthenticationException;
import com.azure.cosmos.CosmosException;
import com.azure.identity.CredentialUnavailableException;
import io.adxflow.sinks.azure.AzureFailure;
import io.adxflow.sinks.delivery.FailureKind;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Says what a throwable of the SDK for Cosmos DB means, in words that hold no secret. */
final class CosmosFailures {
    private static final int MAX_TEXT = 300;
    static final int UNAUTHORIZED = 401;

    private CosmosFailures() {}

    /** One that names a time after which to come again. */
    static final class ThrottledException extends Exception {
        private final AzureFailure failure;
        private final long retryAfterMillis;

        ThrottledException(AzureFailure failure, long retryAfterMillis) {
            super(failure.toString());
            this.failure = failure;
            this.retryAfterMillis = retryAfterMillis;
        }

        AzureFailure failure() {
            return failure;
        }

        long retryAfterMillis() {
            return retryAfterMillis;
        }

        @Override
        @SuppressWarnings("OverrideThrowableToString") // As of AzureFailure: what people get to read.
        public String toString() {
            return failure.toString();
        }
    }

    /** The failure in our words; itself when it is none of the SDK's. */
    static Exception of(CosmosSettings settings, Exception thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof CosmosException known) {
                return answered(settings, known.getStatusCode(), text(known), known.getRetryAfterDuration());
            }
            if (cause instanceof CredentialUnavailableException || cause instanceof ClientAuthenticationException) {
                return AzureFailure.configuration("no token: " + text(cause)
                        + ". Check auth, tenant-id, client-id, and that the secret or certificate has not expired");
            }
            if (cause instanceof IllegalArgumentException
                    && cause.getMessage() != null
                    && cause.getMessage().contains("Illegal base64")) {
                return AzureFailure.configuration("the account's key is none. Check key-env or key-file");
            }
        }
        if (thrown instanceof TimeoutException) {
            return new AzureFailure(FailureKind.TRANSIENT, place(settings) + text(thrown), false);
        }
        return thrown;
    }

    /** What an answer means. */
    static Exception answered(CosmosSettings settings, int status, String text, @Nullable Duration retryAfter) {
        String what = place(settings) + status + ", " + text;
        return switch (status) {
            case 400 ->
                new AzureFailure(
                        FailureKind.CONFIGURATION, what + ". Check that the container's partition key is /pk", false);
            case UNAUTHORIZED ->
                AzureFailure.configuration(what + ". Check the key or identity, and that it has not expired");
            case 403 ->
                AzureFailure.configuration(what + ". To do: " + grants(settings)
                        + "; a container that is full needs more partitions or a time to live");
            case 404 ->
                AzureFailure.configuration(
                        what + ". Create database and container (partition key /pk), or correct their names");
            case 429 ->
                new ThrottledException(
                        new AzureFailure(
                                FailureKind.TRANSIENT,
                                place(settings) + "429, more request units were asked for than the container has. Raise"
                                        + " them, or set request-units below what it has",
                                true),
                        retryAfter == null ? 0 : retryAfter.toMillis());
            default -> new AzureFailure(FailureKind.TRANSIENT, what, status == 503);
        };
    }

    /** What to allow. */
    static String grants(CosmosSettings settings) {
        return "give the identity the role Cosmos DB Built-in Data Contributor (az cosmosdb sql role assignment create) on "
                + settings.database() + "/" + settings.container();
    }

    private static String place(CosmosSettings settings) {
        return "container " + settings.database() + "/" + settings.container() + ": ";
    }

    /** The first line: what follows are pages of diagnostics. */
    private static String text(Throwable thrown) {
        String message = thrown instanceof CosmosException cosmos ? cosmos.getShortMessage() : thrown.getMessage();
        String text = String.valueOf(message).replaceAll("\\s+", " ").strip();
        return text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) + "..." : text;
    }
}
