package io.adxflow.sinks.kusto.staging;

import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpClient;
import com.azure.storage.blob.BlobContainerClientBuilder;
import com.azure.storage.common.policy.RequestRetryOptions;
import com.azure.storage.common.policy.RetryPolicyType;
import io.adxflow.sinks.azure.AzureFailure;
import io.adxflow.sinks.delivery.FailureKind;
import io.adxflow.sinks.kusto.cluster.IngestionResources;
import io.adxflow.sinks.kusto.cluster.IngestionResources.Listed;
import io.adxflow.sinks.kusto.cluster.Resource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which containers there are to stage in. Thread-safe. */
public interface StagingPlaces {

    /** All of them; never none. May ask the cluster, and so block. */
    List<StagingContainer> containers() throws AzureFailure, InterruptedException;

    /** All of them after one of {@code refused} refused: a newer list, or the same when there is none. */
    List<StagingContainer> instead(List<StagingContainer> refused) throws AzureFailure, InterruptedException;

    /** The container that a blob is in; null when that is not among these any more. */
    default @Nullable StagingContainer of(String blobUrl) throws AzureFailure, InterruptedException {
        for (StagingContainer container : containers()) {
            if (blobUrl.startsWith(container.url() + "/")) {
                return container;
            }
        }
        return null;
    }

    /**
     * A blob's URL with what lets the cluster read it. Secret.
     *
     * @throws AzureFailure when its container is not among these any more
     */
    default String readable(String blobUrl) throws AzureFailure, InterruptedException {
        StagingContainer container = of(blobUrl);
        if (container != null) {
            return blobUrl + container.readAccess();
        }
        throw new AzureFailure(
                FailureKind.TRANSIENT, "blob " + blobUrl + " is in a container that is not listed any more", false);
    }

    /**
     * One container of the moniker's own.
     *
     * @param sas its signature, or null to use the credential
     * @param reader what the cluster reads it as, when there is no signature
     */
    static StagingPlaces own(
            String url, @Nullable String sas, @Nullable TokenCredential credential, String reader, HttpClient http) {
        String access = sas == null ? ";managed_identity=" + reader : "?" + sas;
        BlobContainerClientBuilder builder = builder(url, http);
        if (sas != null) {
            builder.sasToken(sas);
        } else if (credential != null) {
            builder.credential(credential);
        }
        List<StagingContainer> one = List.of(new StagingContainer(url, access, builder.buildAsyncClient()));
        return new StagingPlaces() {
            @Override
            public List<StagingContainer> containers() {
                return one;
            }

            @Override
            public List<StagingContainer> instead(List<StagingContainer> refused) {
                return one;
            }
        };
    }

    /** Those that the cluster lends. */
    static StagingPlaces lent(IngestionResources resources, HttpClient http) {
        return new Lent(resources, http);
    }

    private static BlobContainerClientBuilder builder(String url, HttpClient http) {
        return new BlobContainerClientBuilder()
                .endpoint(url)
                .httpClient(http)
                .retryOptions(new RequestRetryOptions(
                        RetryPolicyType.EXPONENTIAL,
                        3,
                        Duration.ofSeconds(60),
                        Duration.ofMillis(400),
                        Duration.ofSeconds(4),
                        null));
    }

    /** Of {@link #lent}. */
    final class Lent implements StagingPlaces {
        private final IngestionResources resources;
        private final HttpClient http;
        private @Nullable Listed listed;
        private List<StagingContainer> containers = List.of();

        private Lent(IngestionResources resources, HttpClient http) {
            this.resources = resources;
            this.http = http;
        }

        @Override
        public List<StagingContainer> containers() throws AzureFailure, InterruptedException {
            return made(resources.current());
        }

        @Override
        public List<StagingContainer> instead(List<StagingContainer> refused)
                throws AzureFailure, InterruptedException {
            Listed now = resources.current();
            return made(now).equals(refused) ? made(resources.instead(now)) : made(now);
        }

        private synchronized List<StagingContainer> made(Listed now) throws AzureFailure {
            if (listed == null || now.number() != listed.number()) {
                List<StagingContainer> made = new ArrayList<>();
                for (Resource container : now.containers()) {
                    made.add(new StagingContainer(
                            container.url(),
                            container.sas().isEmpty() ? "" : "?" + container.sas(),
                            builder(container.url(), http)
                                    .sasToken(container.sas())
                                    .buildAsyncClient()));
                }
                containers = List.copyOf(made);
                listed = now;
            }
            if (containers.isEmpty()) {
                throw new AzureFailure(
                        FailureKind.CONFIGURATION,
                        "the cluster lends no container (expected: some, or an own one by staging-container)",
                        false);
            }
            return containers;
        }
    }
}
