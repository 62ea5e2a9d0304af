package io.adxflow.sinks.kusto.cluster;

import com.azure.core.exception.ClientAuthenticationException;
import com.azure.core.exception.HttpResponseException;
import com.azure.identity.CredentialUnavailableException;
import com.microsoft.azure.kusto.data.exceptions.DataServiceException;
import com.microsoft.azure.kusto.data.exceptions.DataWebException;
import com.microsoft.azure.kusto.data.exceptions.KustoDataExceptionBase;
import com.microsoft.azure.kusto.data.exceptions.ThrottleException;
import com.microsoft.azure.kusto.data.exceptions.WebException;
import io.adxflow.sinks.azure.AzureFailure;
import io.adxflow.sinks.delivery.FailureKind;
import io.adxflow.sinks.delivery.FailureScope;
import io.adxflow.sinks.kusto.tables.ProvisioningException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Says what a throwable of the SDKs means. No answer here is {@link FailureKind#PERMANENT}: what Azure refuses is how it
 * is set up, until a verdict speaks of the rows themselves.
 */
public final class Failures {
    private Failures() {}

    /** The failure in our words. One that is in our words already comes back as it is. */
    public static AzureFailure of(Step step, Throwable thrown) {
        if (thrown instanceof AzureFailure failure) {
            return failure;
        }
        if (thrown instanceof ProvisioningException failure) {
            return new AzureFailure(
                    failure.kind(), failure.scope(), AzureFailure.text(failure), isThrottled(failure.getCause()));
        }
        String what = step.text() + " failed: ";
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            AzureFailure failure = known(step, what, cause, thrown);
            if (failure != null) {
                failure.setStackTrace(thrown.getStackTrace());
                return failure;
            }
        }
        AzureFailure failure =
                new AzureFailure(FailureKind.TRANSIENT, what + AzureFailure.text(AzureFailure.root(thrown)), false);
        failure.setStackTrace(thrown.getStackTrace());
        return failure;
    }

    private static @Nullable AzureFailure known(Step step, String what, Throwable cause, Throwable thrown) {
        if (cause instanceof CredentialUnavailableException || cause instanceof ClientAuthenticationException) {
            return AzureFailure.configuration(what + "no token: " + AzureFailure.text(cause)
                    + ". Check auth, tenant-id, client-id, and that the secret or certificate has not expired");
        }
        if (cause instanceof ThrottleException) {
            return new AzureFailure(FailureKind.TRANSIENT, what + "throttled (429)", true);
        }
        Integer status = status(cause);
        if (status != null) {
            return answered(step, what, status, code(cause), AzureFailure.text(cause));
        }
        if (cause instanceof UnknownHostException) {
            return new AzureFailure(
                    FailureKind.TRANSIENT,
                    what + "unknown host: " + cause.getMessage() + ". Check the endpoint's name and the DNS",
                    false);
        }
        if (cause instanceof SSLException || cause instanceof GeneralSecurityException) {
            return AzureFailure.configuration(what + "TLS: " + AzureFailure.text(cause)
                    + ". Check the endpoint, proxies in between, and the JVM's certificates");
        }
        if (cause instanceof TimeoutException) {
            return new AzureFailure(FailureKind.TRANSIENT, what + AzureFailure.text(cause), false);
        }
        if (cause == thrown
                && cause instanceof KustoDataExceptionBase
                && isUnknownDatabase("", AzureFailure.text(cause))) {
            return unknownDatabase(what, AzureFailure.text(cause));
        }
        return null;
    }

    private static AzureFailure answered(Step step, String what, int status, String code, String text) {
        String said = status + (code.isEmpty() ? "" : " " + code) + ", " + text;
        if (isUnknownDatabase(code, text)) {
            return unknownDatabase(what, said);
        }
        return switch (status) {
            case 403 ->
                new AzureFailure(
                        FailureKind.CONFIGURATION, step.scope(), what + said + ". To do: " + step.remedy(), false);
            case 401 -> AzureFailure.configuration(what + said + ". To do: " + step.remedy());
            case 408, 500, 502, 504 -> new AzureFailure(FailureKind.TRANSIENT, what + said, false);
            case 429, 503 -> new AzureFailure(FailureKind.TRANSIENT, what + said, true);
            case 404 -> AzureFailure.configuration(what + said + ". Check the endpoint or the container's name");
            case 400 -> AzureFailure.configuration(what + said);
            default -> new AzureFailure(FailureKind.TRANSIENT, what + said, false);
        };
    }

    private static AzureFailure unknownDatabase(String what, String said) {
        return new AzureFailure(
                FailureKind.CONFIGURATION,
                FailureScope.DATABASE,
                what + said + ". Create the database, or correct its name in namespaces.*.database",
                false);
    }

    private static boolean isThrottled(@Nullable Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            Integer status = status(cause);
            if (cause instanceof ThrottleException || (status != null && (status == 429 || status == 503))) {
                return true;
            }
        }
        return false;
    }

    /** True when the engine says that a database, a table or a mapping is not there. */
    public static boolean isUnknownEntity(String text) {
        String all = text.toLowerCase(Locale.ROOT);
        return all.contains("entitynotfound") || all.contains("was not found") || all.contains("could not be found");
    }

    /** Codes and texts of the engine for a database that is not there or not to be seen. */
    private static boolean isUnknownDatabase(String code, String text) {
        String all = (code + " " + text).toLowerCase(Locale.ROOT);
        return all.contains("badrequest_databasenotexist")
                || (all.contains("database") && isUnknownEntity(all))
                || all.contains("of kind 'database' does not exist");
    }

    /** True when a storage account turned us away, or what was asked for is gone: with newer signatures it may not. */
    public static boolean isRefusal(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            Integer status = status(cause);
            if (status != null) {
                return status == 401 || status == 403 || status == 404;
            }
        }
        return false;
    }

    /** The status of an answer that a throwable stands for, or null when there was no answer. */
    public static @Nullable Integer status(Throwable thrown) {
        if (thrown instanceof HttpResponseException e && e.getResponse() != null) {
            return e.getResponse().getStatusCode();
        }
        if (thrown instanceof WebException e && e.getHttpResponse() != null) {
            return e.getStatusCode();
        }
        if (thrown instanceof DataServiceException e && e.getCause() instanceof WebException web) {
            return status(web);
        }
        return null;
    }

    private static String code(Throwable thrown) {
        DataWebException web =
                thrown instanceof DataWebException e ? e : thrown.getCause() instanceof DataWebException e ? e : null;
        if (web != null) {
            try {
                return web.getApiError() == null
                        ? ""
                        : String.valueOf(web.getApiError().getCode());
            } catch (RuntimeException e) {
                return "";
            }
        }
        return "";
    }
}
