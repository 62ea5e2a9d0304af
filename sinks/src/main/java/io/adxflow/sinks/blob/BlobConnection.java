package io.adxflow.sinks.blob;

import com.azure.core.credential.TokenCredential;
import com.azure.storage.blob.BlobContainerClientBuilder;
import com.azure.storage.common.policy.RequestRetryOptions;
import com.azure.storage.common.policy.RetryPolicyType;
import io.adxflow.sinks.azure.AzureFailure;
import io.adxflow.sinks.azure.AzureHttp;
import io.adxflow.sinks.azure.Credentials;
import io.adxflow.sinks.blob.BlobSettings.Access;
import io.adxflow.sinks.blob.BlobSettings.SecretPlace;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A destination's client, made at the first use, and made anew when the account turns us away and the secret has another value by
 * then: a signature that is renewed in its file is taken up without a restart. Thread-safe.
 */
final class BlobConnection implements AutoCloseable {
    private final BlobSettings settings;
    private final AzureHttp http;
    private @Nullable BlobContainer container;
    private @Nullable TokenCredential credential;
    private String secret = "";
    private long earlierRequests;

    BlobConnection(BlobSettings settings) {
        this.settings = settings;
        this.http = new AzureHttp(settings.moniker(), Math.max(32, 2 * settings.blocksInFlight()));
    }

    synchronized BlobContainer container() throws AzureFailure {
        BlobContainer known = container;
        if (known == null) {
            secret = secret();
            known = new BlobContainer(builder().buildAsyncClient());
            container = known;
        }
        return known;
    }

    /** Requests made so far. */
    synchronized long requests() {
        return earlierRequests + (container == null ? 0 : container.requests());
    }

    private void forget() {
        earlierRequests = requests();
        container = null;
    }

    /** Has the client made anew at the next use, if it would be another one. */
    synchronized void refused() {
        try {
            if (container != null && !secret().equals(secret)) {
                forget();
            }
        } catch (AzureFailure e) {
            forget();
        }
    }

    /** For how much longer the account asked to be left alone, milliseconds. */
    long retryAfterMillis() {
        return http.retryAfterMillis();
    }

    private String secret() throws AzureFailure {
        SecretPlace place = place(settings.access());
        return place == null ? "" : BlobSecrets.read(place);
    }

    private static @Nullable SecretPlace place(Access access) {
        return access.connectionString() != null ? access.connectionString() : access.sas();
    }

    private BlobContainerClientBuilder builder() throws AzureFailure {
        BlobContainerClientBuilder builder = new BlobContainerClientBuilder()
                .httpClient(http)
                .retryOptions(new RequestRetryOptions(
                        RetryPolicyType.EXPONENTIAL,
                        3,
                        Duration.ofSeconds(60),
                        Duration.ofMillis(400),
                        Duration.ofSeconds(4),
                        null));
        Access access = settings.access();
        if (access.connectionString() != null) {
            return builder.connectionString(secret).containerName(settings.container());
        }
        builder.endpoint(settings.container());
        if (access.sas() != null) {
            return builder.sasToken(secret.startsWith("?") ? secret.substring(1) : secret);
        }
        if (credential == null) {
            credential = Credentials.of(access.identity(), http);
        }
        return credential == null ? builder : builder.credential(credential);
    }

    @Override
    public void close() {
        http.close();
    }
}
