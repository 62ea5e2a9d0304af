package io.adxflow.sinks.kusto.ingest;

import com.azure.core.http.HttpClient;
import com.azure.core.http.policy.ExponentialBackoffOptions;
import com.azure.core.http.policy.RetryOptions;
import com.azure.data.tables.TableAsyncClient;
import com.azure.data.tables.TableClientBuilder;
import com.azure.data.tables.models.ListEntitiesOptions;
import com.azure.data.tables.models.TableEntity;
import com.azure.data.tables.models.TableEntityUpdateMode;
import com.azure.data.tables.models.TableServiceException;
import io.adxflow.sinks.kusto.cluster.Calls;
import io.adxflow.sinks.kusto.cluster.Resource;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One of the cluster's ingestion status tables. Calls block and throw the SDK's exceptions as they came. Thread-safe. */
public final class StatusTable {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final Resource resource;
    private final TableAsyncClient client;

    public StatusTable(Resource resource, HttpClient http) {
        this.resource = resource;
        int slash = resource.url().lastIndexOf('/');
        this.client = new TableClientBuilder()
                .endpoint(resource.url().substring(0, slash))
                .tableName(resource.url().substring(slash + 1))
                .sasToken(resource.sas())
                .httpClient(http)
                .retryOptions(new RetryOptions(new ExponentialBackoffOptions()
                        .setMaxRetries(2)
                        .setBaseDelay(Duration.ofMillis(400))
                        .setMaxDelay(Duration.ofSeconds(4))))
                .buildAsyncClient();
    }

    Resource resource() {
        return resource;
    }

    /** Writes a line that is new; false when there is one already. */
    boolean insert(IngestionStatus status) throws Exception {
        try {
            Calls.await(client.createEntity(status.toEntity()), TIMEOUT);
            return true;
        } catch (TableServiceException e) {
            if (e.getResponse() != null && e.getResponse().getStatusCode() == 409) {
                return false;
            }
            throw e;
        }
    }

    /** Writes a line over the one that may be there. */
    void replace(IngestionStatus status) throws Exception {
        Calls.await(client.upsertEntityWithResponse(status.toEntity(), TableEntityUpdateMode.REPLACE), TIMEOUT);
    }

    @Nullable
    IngestionStatus read(String partition, String id) throws Exception {
        try {
            TableEntity entity = Calls.await(client.getEntity(partition, id), TIMEOUT);
            return entity == null ? null : IngestionStatus.of(entity);
        } catch (TableServiceException e) {
            if (e.getResponse() != null && e.getResponse().getStatusCode() == 404) {
                return null;
            }
            throw e;
        }
    }

    /** Lines of one partition, at most so many, in the order of their keys. */
    public List<IngestionStatus> list(String partition, int max) throws Exception {
        ListEntitiesOptions options = new ListEntitiesOptions()
                .setFilter("PartitionKey eq '" + partition.replace("'", "''") + "'")
                .setTop(Math.min(max, 1_000));
        List<IngestionStatus> all = Calls.await(
                client.listEntities(options).take(max).map(IngestionStatus::of).collectList(), TIMEOUT);
        return all == null ? List.of() : all;
    }

    /** Removes a line whose verdict was acted upon; no matter if it is gone. */
    public void delete(IngestionStatus status) throws Exception {
        try {
            Calls.await(client.deleteEntity(status.partition(), status.id()), TIMEOUT);
        } catch (TableServiceException e) {
            if (e.getResponse() == null || e.getResponse().getStatusCode() != 404) {
                throw e;
            }
        }
    }

    /** The table's address, without its signature. */
    @Override
    public String toString() {
        return resource.toString();
    }
}
