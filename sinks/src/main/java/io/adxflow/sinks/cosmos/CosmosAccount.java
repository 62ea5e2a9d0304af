package io.adxflow.sinks.cosmos;

import com.azure.core.credential.TokenCredential;
import com.azure.cosmos.CosmosAsyncClient;
import com.azure.cosmos.CosmosAsyncContainer;
import com.azure.cosmos.CosmosClientBuilder;
import com.azure.cosmos.CosmosException;
import com.azure.cosmos.GatewayConnectionConfig;
import com.azure.cosmos.ThrottlingRetryOptions;
import com.azure.cosmos.models.CosmosBulkItemResponse;
import com.azure.cosmos.models.CosmosBulkOperationResponse;
import com.azure.cosmos.models.CosmosBulkOperations;
import com.azure.cosmos.models.CosmosContainerResponse;
import com.azure.cosmos.models.CosmosItemOperation;
import com.azure.cosmos.models.PartitionKey;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.adxflow.sinks.azure.AzureFailure;
import io.adxflow.sinks.azure.AzureHttp;
import io.adxflow.sinks.azure.Calls;
import io.adxflow.sinks.azure.Credentials;
import io.adxflow.sinks.cosmos.CosmosItems.Item;
import io.adxflow.sinks.delivery.FailureKind;
import io.adxflow.sinks.storage.FileFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/** The container, through the SDK in gateway mode. Connects at the first call. Thread-safe. */
final class CosmosAccount implements AutoCloseable {
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration BULK_TIMEOUT = Duration.ofMinutes(2);
    /** Who is to wait for longer leaves the thread to others. */
    private static final Duration SDK_WAIT = Duration.ofSeconds(2);

    private static final int NOT_FOUND = 404;

    private final CosmosSettings settings;
    private @Nullable AzureHttp http;
    private @Nullable CosmosAsyncClient client;
    private boolean closed;

    CosmosAccount(CosmosSettings settings) {
        this.settings = settings;
    }

    /**
     * Upserts all of them, and returns what that cost.
     *
     * @throws CosmosException of the first that failed, when all others have been tried
     */
    double upsert(List<Item> items) throws Exception {
        List<CosmosItemOperation> operations = new ArrayList<>(items.size());
        for (Item item : items) {
            operations.add(
                    CosmosBulkOperations.getUpsertItemOperation(item.body(), new PartitionKey(item.partition())));
        }
        List<CosmosBulkOperationResponse<Object>> responses = Objects.requireNonNullElse(
                Calls.await(
                        container()
                                .<Object>executeBulkOperations(Flux.fromIterable(operations))
                                .collectList(),
                        BULK_TIMEOUT),
                List.of());
        double charge = 0;
        Exception failure = null;
        int answered = 0;
        for (CosmosBulkOperationResponse<Object> response : responses) {
            CosmosBulkItemResponse item = response.getResponse();
            if (item != null) {
                charge += item.getRequestCharge();
            }
            if (item != null && item.isSuccessStatusCode()) {
                answered++;
            } else if (failure == null) {
                failure = response.getException() != null
                        ? response.getException()
                        : CosmosFailures.answered(
                                settings,
                                item == null ? 0 : item.getStatusCode(),
                                "an item",
                                item == null ? null : item.getRetryAfterDuration());
            }
        }
        if (failure != null) {
            throw failure;
        }
        if (answered != items.size()) {
            throw new IOException("answers: " + answered + " (expected: " + items.size() + ", one of each item)");
        }
        return charge;
    }

    /** Whether there is an item of that name and partition. */
    boolean has(String id, String partition) throws Exception {
        try {
            return Calls.await(container().readItem(id, new PartitionKey(partition), ObjectNode.class), CALL_TIMEOUT)
                    != null;
        } catch (CosmosException e) {
            // Also of a container that is not there, about which the first upsert will say so.
            if (e.getStatusCode() == NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    /** The paths of the container's partition key. */
    List<String> partitionPaths() throws Exception {
        CosmosContainerResponse read =
                Objects.requireNonNull(Calls.await(container().read(), CALL_TIMEOUT));
        return read.getProperties().getPartitionKeyDefinition().getPaths();
    }

    private synchronized CosmosAsyncContainer container() throws AzureFailure, InterruptedException {
        if (closed) {
            throw new InterruptedException("closed");
        }
        if (client == null) {
            CosmosClientBuilder builder = new CosmosClientBuilder()
                    .endpoint(settings.endpoint())
                    .gatewayMode(new GatewayConnectionConfig().setMaxConnectionPoolSize(64))
                    .contentResponseOnWriteEnabled(false)
                    .throttlingRetryOptions(new ThrottlingRetryOptions()
                            .setMaxRetryAttemptsOnThrottledRequests(3)
                            .setMaxRetryWaitTime(SDK_WAIT))
                    .userAgentSuffix("adxflow");
            TokenCredential credential = credential();
            client = (credential == null ? builder.key(key()) : builder.credential(credential)).buildAsyncClient();
        }
        return client.getDatabase(settings.database()).getContainer(settings.container());
    }

    private @Nullable TokenCredential credential() throws AzureFailure {
        if (settings.keyEnv() != null || settings.keyFile() != null) {
            return null;
        }
        http = new AzureHttp(settings.moniker(), 4);
        return Credentials.of(settings.identity(), http);
    }

    private String key() throws AzureFailure {
        if (settings.keyEnv() != null) {
            return Credentials.environment("key-env", settings.keyEnv());
        }
        Path file = Path.of(String.valueOf(settings.keyFile()));
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new AzureFailure(
                    FailureKind.CONFIGURATION,
                    "key-file: " + file + " cannot be read: " + FileFailure.words(e)
                            + " (expected: a file with the account's key, on every TaskManager)",
                    false);
        }
    }

    /** Makes a new client at the next call, with secrets as they are then. */
    synchronized void forget() {
        if (client != null) {
            client.close();
            client = null;
        }
        if (http != null) {
            http.close();
            http = null;
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        forget();
    }
}
