package io.adxflow.sinks.kusto.ingest;

import com.azure.core.exception.HttpResponseException;
import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.policy.ExponentialBackoffOptions;
import com.azure.core.http.policy.RetryOptions;
import com.azure.core.http.rest.Response;
import com.azure.data.tables.TableAsyncClient;
import com.azure.data.tables.TableClientBuilder;
import com.azure.data.tables.models.ListEntitiesOptions;
import com.azure.data.tables.models.TableEntity;
import com.azure.data.tables.models.TableEntityUpdateMode;
import io.adxflow.sinks.azure.Calls;
import io.adxflow.sinks.kusto.cluster.Resource;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** One of the cluster's ingestion status tables. Calls block and throw the SDK's exceptions as they came. Thread-safe. */
public final class StatusTable {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final String ETAG = "odata.etag";

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
                .addPolicy((context, next) -> next.process().flatMap(StatusTable::readable))
                .retryOptions(new RetryOptions(new ExponentialBackoffOptions()
                        .setMaxRetries(2)
                        .setBaseDelay(Duration.ofMillis(400))
                        .setMaxDelay(Duration.ofSeconds(4))))
                .buildAsyncClient();
    }

    /**
     * Fails on an answer that the SDK cannot read: it takes each for JSON, or for XML with a library that is not here, but
     * an account that turns a signature away answers in XML, whatever it was asked for.
     */
    private static Mono<HttpResponse> readable(HttpResponse response) {
        String type = response.getHeaderValue(HttpHeaderName.CONTENT_TYPE);
        if (response.getStatusCode() < 400 || (type != null && type.contains("json"))) {
            return Mono.just(response);
        }
        return response.getBodyAsString()
                .defaultIfEmpty("")
                .flatMap(body -> Mono.error(new HttpResponseException(
                        "status " + response.getStatusCode() + " " + body.replaceAll("<[^>]*>", " "), response)));
    }

    Resource resource() {
        return resource;
    }

    /** Writes a line that is new; false when there is one already. */
    boolean insert(IngestionStatus status) throws Exception {
        try {
            Calls.await(client.createEntity(status.toEntity()), TIMEOUT);
            return true;
        } catch (HttpResponseException e) {
            if (is(e, 409)) {
                return false;
            }
            throw e;
        }
    }

    /**
     * Takes a line for something that only one may do at a time; null when somebody has written to it since it was read.
     *
     * @param as its status from now on
     */
    public @Nullable IngestionStatus claim(IngestionStatus read, String as, int attempts) throws Exception {
        TableEntity change =
                change(read, read.etag()).addProperty("Status", as).addProperty("AdxflowAttempts", attempts);
        String etag = merge(change);
        return etag == null ? null : read.claimed(as, attempts, etag);
    }

    /** Lets a claimed line wait for a verdict; does nothing when the verdict is there already. */
    void await(IngestionStatus claimed) throws Exception {
        String unused = merge(change(claimed, claimed.etag())
                .addProperty("Status", IngestionStatus.PENDING)
                .addProperty("Details", "")
                .addProperty("FailureStatus", "")
                .addProperty("ErrorCode", ""));
    }

    private static TableEntity change(IngestionStatus status, String etag) {
        return new TableEntity(status.partition(), status.id()).addProperty(ETAG, etag);
    }

    /** The new version's name; null when the line is not what it was, or gone. */
    private @Nullable String merge(TableEntity change) throws Exception {
        try {
            Response<Void> done =
                    Calls.await(client.updateEntityWithResponse(change, TableEntityUpdateMode.MERGE, true), TIMEOUT);
            return done == null ? null : whole(done.getHeaders().getValue(HttpHeaderName.ETAG));
        } catch (HttpResponseException e) {
            if (is(e, 412) || is(e, 404)) {
                return null;
            }
            throw e;
        }
    }

    /** A weak etag, {@code W/"..."}, whose closing quote Azurite's header lacks. */
    private static @Nullable String whole(@Nullable String etag) {
        return etag == null || etag.endsWith("\"") ? etag : etag + "\"";
    }

    private static boolean is(HttpResponseException e, int status) {
        return e.getResponse() != null && e.getResponse().getStatusCode() == status;
    }

    @Nullable
    IngestionStatus read(String partition, String id) throws Exception {
        try {
            TableEntity entity = Calls.await(client.getEntity(partition, id), TIMEOUT);
            return entity == null ? null : IngestionStatus.of(entity);
        } catch (HttpResponseException e) {
            if (is(e, 404)) {
                return null;
            }
            throw e;
        }
    }

    /**
     * Lines of one partition, at most so many, in the order of their ids.
     *
     * @param after the id behind which to begin; empty for all
     */
    public List<IngestionStatus> list(String partition, String after, int max) throws Exception {
        ListEntitiesOptions options = new ListEntitiesOptions()
                .setFilter("PartitionKey eq '" + quoted(partition) + "' and RowKey gt '" + quoted(after) + "'")
                .setTop(Math.min(max, 1_000));
        List<IngestionStatus> all = Calls.await(
                client.listEntities(options).take(max).map(IngestionStatus::of).collectList(), TIMEOUT);
        return all == null ? List.of() : all;
    }

    private static String quoted(String text) {
        return text.replace("'", "''");
    }

    /** Removes a line that was acted upon; false when somebody else has removed it or written to it since it was read. */
    public boolean delete(IngestionStatus status) throws Exception {
        try {
            Response<Void> answer =
                    Calls.await(client.deleteEntityWithResponse(change(status, status.etag()), true), TIMEOUT);
            // The SDK does not throw for a line that is gone.
            return answer != null && answer.getStatusCode() < 300;
        } catch (HttpResponseException e) {
            if (is(e, 412) || is(e, 404)) {
                return false;
            }
            throw e;
        }
    }

    /** The table's address, without its signature. */
    @Override
    public String toString() {
        return resource.toString();
    }
}
