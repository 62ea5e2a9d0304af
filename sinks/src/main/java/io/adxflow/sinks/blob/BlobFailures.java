package io.adxflow.sinks.blob;

import com.azure.core.exception.ClientAuthenticationException;
import com.azure.core.exception.HttpResponseException;
import com.azure.identity.CredentialUnavailableException;
import com.azure.storage.blob.models.BlobStorageException;
import io.adxflow.sinks.azure.AzureFailure;
import io.adxflow.sinks.blob.parquet.BadRowException;
import io.adxflow.sinks.delivery.FailureKind;
import io.adxflow.sinks.delivery.FailureScope;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Says what a throwable of the storage SDK means (codes: Azure, "Blob service error codes"). All of a moniker is in one container,
 * so that its failures concern the destination, but for rows that cannot be what their schema says.
 */
final class BlobFailures {
    private static final Set<String> FULL =
            Set.of("AccountIsFull", "InsufficientStorage", "AccountStorageLimitReached");
    private static final String GRANT =
            "Storage Blob Data Contributor on the container for the identity, or a signature with the"
                    + " permissions racwdl (and t for index tags) that has not expired";

    private BlobFailures() {}

    /** The failure in our words. One that is in our words already comes back as it is. */
    static AzureFailure of(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            AzureFailure failure = known(cause);
            if (failure != null) {
                if (failure != cause) {
                    failure.setStackTrace(thrown.getStackTrace());
                }
                return failure;
            }
        }
        AzureFailure failure = new AzureFailure(
                FailureKind.TRANSIENT, "blob storage: " + AzureFailure.text(AzureFailure.root(thrown)), false);
        failure.setStackTrace(thrown.getStackTrace());
        return failure;
    }

    /** Whether the account turned us away: with another secret it may not. */
    static boolean isRefusal(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            Integer status = status(cause);
            if (status != null) {
                return status == 401 || status == 403;
            }
        }
        return false;
    }

    private static @Nullable AzureFailure known(Throwable cause) {
        if (cause instanceof AzureFailure failure) {
            return failure;
        }
        if (cause instanceof BadRowException) {
            return new AzureFailure(FailureKind.PERMANENT, FailureScope.TABLE, AzureFailure.text(cause), false);
        }
        if (cause instanceof CredentialUnavailableException || cause instanceof ClientAuthenticationException) {
            return AzureFailure.configuration("no token: " + AzureFailure.text(cause)
                    + ". Check auth, tenant-id, client-id, and that the secret or certificate has not expired");
        }
        Integer status = status(cause);
        if (status != null) {
            return answered(status, cause);
        }
        if (cause instanceof UnknownHostException) {
            return new AzureFailure(
                    FailureKind.TRANSIENT,
                    "unknown host: " + cause.getMessage() + ". Check the name in container, and the DNS",
                    false);
        }
        if (cause instanceof SSLException || cause instanceof GeneralSecurityException) {
            return AzureFailure.configuration("TLS: " + AzureFailure.text(cause)
                    + ". Check container, proxies in between, and the JVM's certificates");
        }
        if (cause instanceof TimeoutException) {
            return new AzureFailure(FailureKind.TRANSIENT, "blob storage: " + AzureFailure.text(cause), false);
        }
        return null;
    }

    private static AzureFailure answered(int status, Throwable cause) {
        String code = cause instanceof BlobStorageException e && e.getErrorCode() != null
                ? e.getErrorCode().toString()
                : "";
        String said = "blob storage answered " + status + (code.isEmpty() ? "" : " " + code) + ": "
                + AzureFailure.text(cause);
        if (FULL.contains(code) || status == 507) {
            return new AzureFailure(
                    FailureKind.TRANSIENT, said + ". The account is full: delete from it, or raise its limit", false);
        }
        return switch (status) {
            case 401, 403 -> AzureFailure.configuration(said + ". To do: grant " + GRANT);
            case 404 ->
                AzureFailure.configuration(said + ". To do: create the container, or correct its name in container");
            case 400 -> AzureFailure.configuration(said);
            case 429, 503 -> new AzureFailure(FailureKind.TRANSIENT, said, true);
            default -> new AzureFailure(FailureKind.TRANSIENT, said, false);
        };
    }

    private static @Nullable Integer status(Throwable thrown) {
        return thrown instanceof HttpResponseException e && e.getResponse() != null
                ? Integer.valueOf(e.getResponse().getStatusCode())
                : null;
    }
}
