package io.adxflow.sinks.kusto;

import com.azure.data.tables.TableClient;
import com.azure.data.tables.TableServiceClient;
import com.azure.data.tables.TableServiceClientBuilder;
import com.azure.data.tables.models.TableEntity;
import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.queue.QueueClient;
import com.azure.storage.queue.QueueServiceClient;
import com.azure.storage.queue.QueueServiceClientBuilder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.adxflow.emulator.AzuriteProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Containers, a queue and a status table of one test in Azurite, and a look at what got into them. */
final class TestStorage {
    private final AzuriteProcess azurite;
    private final String name =
            "t" + UUID.randomUUID().toString().replace("-", "").substring(0, 20);
    final String sas;
    final BlobServiceClient blobs;
    final QueueClient queue;
    final TableClient table;

    TestStorage(AzuriteProcess azurite) {
        this.azurite = azurite;
        this.sas = azurite.sas(Duration.ofHours(1));
        blobs = new BlobServiceClientBuilder()
                .endpoint(azurite.blobEndpoint())
                .sasToken(sas)
                .buildClient();
        QueueServiceClient queues = new QueueServiceClientBuilder()
                .endpoint(azurite.queueEndpoint())
                .sasToken(sas)
                .buildClient();
        queue = queues.createQueue(name);
        TableServiceClient tables = new TableServiceClientBuilder()
                .endpoint(azurite.tableEndpoint())
                .sasToken(sas)
                .buildClient();
        table = tables.createTable(name);
    }

    /** A new container's URL. */
    String container(String suffix) {
        return blobs.createBlobContainer(name + "-" + suffix).getBlobContainerUrl();
    }

    /** What the cluster lists: these containers with this signature, the queue and the table. */
    List<List<String>> resources(String signature, String... containers) {
        List<List<String>> rows = new ArrayList<>();
        for (String container : containers) {
            rows.add(List.of("TempStorage", container + "?" + signature));
        }
        rows.add(List.of("SecuredReadyForAggregationQueue", queue.getQueueUrl() + "?" + sas));
        rows.add(List.of("IngestionsStatusTable", azurite.tableEndpoint() + "/" + name + "?" + sas));
        rows.add(List.of("FailedIngestionsQueue", queue.getQueueUrl() + "-failed?" + sas));
        return rows;
    }

    List<JsonNode> messages() throws IOException {
        List<JsonNode> messages = new ArrayList<>();
        for (var message : queue.peekMessages(32, null, null)) {
            messages.add(new ObjectMapper()
                    .readTree(Base64.getDecoder().decode(message.getBody().toString())));
        }
        return messages;
    }

    List<TableEntity> lines() {
        return table.listEntities().stream().toList();
    }

    byte[] blob(String container, String blob) {
        return client(container, blob).downloadContent().toBytes();
    }

    boolean exists(String container, String blob) {
        return client(container, blob).exists();
    }

    Map<String, String> metadata(String container, String blob) {
        return client(container, blob).getProperties().getMetadata();
    }

    void setMetadata(String container, String blob, Map<String, String> metadata) {
        client(container, blob).setMetadata(metadata);
    }

    private com.azure.storage.blob.BlobClient client(String container, String blob) {
        String containerName = container.substring(container.lastIndexOf('/') + 1);
        return blobs.getBlobContainerClient(containerName).getBlobClient(blob);
    }
}
