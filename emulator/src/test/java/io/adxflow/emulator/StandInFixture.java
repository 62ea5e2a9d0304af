package io.adxflow.emulator;

import com.azure.core.util.BinaryData;
import com.azure.storage.blob.BlobClient;
import com.azure.storage.blob.BlobClientBuilder;
import com.microsoft.azure.kusto.data.Client;
import com.microsoft.azure.kusto.data.ClientFactory;
import com.microsoft.azure.kusto.data.auth.ConnectionStringBuilder;
import com.microsoft.azure.kusto.ingest.IngestClientFactory;
import com.microsoft.azure.kusto.ingest.IngestionMapping;
import com.microsoft.azure.kusto.ingest.IngestionProperties;
import com.microsoft.azure.kusto.ingest.QueuedIngestClient;
import com.microsoft.azure.kusto.ingest.result.IngestionResult;
import com.microsoft.azure.kusto.ingest.result.IngestionStatus;
import com.microsoft.azure.kusto.ingest.result.OperationStatus;
import com.microsoft.azure.kusto.ingest.source.BlobSourceInfo;
import com.microsoft.azure.kusto.ingest.source.CompressionType;
import com.microsoft.azure.kusto.ingest.source.StreamSourceInfo;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Assumptions;

/** A stand-in with Azurite and Microsoft's clients on it, with a table {@code T} of database {@code db}. */
final class StandInFixture implements AutoCloseable {
    static final Duration DEADLINE = Duration.ofMinutes(5);
    static final String DATABASE = "db";

    private final Path folder;
    private final UnaryOperator<KustoStandIn.Builder> settings;
    private LocalCluster cluster;
    private Client client;
    private QueuedIngestClient ingest;

    StandInFixture(Path folder, UnaryOperator<KustoStandIn.Builder> settings) throws Exception {
        Assumptions.assumeTrue(AzuriteProcess.problem() == null, AzuriteProcess.problem());
        this.folder = folder;
        this.settings = settings;
        start();
        command(".create-merge table T (Ts:datetime, Name:string, Value:real, Labels:dynamic)");
        command(
                """
                .create-or-alter table T ingestion csv mapping "m"
                '['
                '{"column":"Ts","Properties":{"Ordinal":"0"}},{"column":"Name","Properties":{"Ordinal":"1"}},'
                '{"column":"Value","Properties":{"Ordinal":"2"}},{"column":"Labels","Properties":{"Ordinal":"3"}}]'
                """);
    }

    private void start() throws Exception {
        cluster = LocalCluster.start(folder, 0, settings);
        client = ClientFactory.createClient(new ConnectionStringBuilder(endpoint()));
        ingest = IngestClientFactory.createClient(new ConnectionStringBuilder(endpoint()));
    }

    void restart() throws Exception {
        close();
        start();
    }

    KustoStandIn standIn() {
        return cluster.standIn();
    }

    AzuriteProcess azurite() {
        return cluster.azurite();
    }

    String endpoint() {
        return cluster.standIn().endpoint();
    }

    Client client() {
        return client;
    }

    void command(String command) throws Exception {
        client.executeMgmt(DATABASE, command);
    }

    long rows() throws Exception {
        return standIn().rowCount(DATABASE, "T");
    }

    /** As adxflow asks for it: with the named mapping and a verdict in the status table. */
    static IngestionProperties properties() {
        IngestionProperties properties = new IngestionProperties(DATABASE, "T");
        properties.setDataFormat(IngestionProperties.DataFormat.CSV);
        properties.setIngestionMapping("m", IngestionMapping.IngestionMappingKind.CSV);
        properties.setReportLevel(IngestionProperties.IngestionReportLevel.FAILURES_AND_SUCCESSES);
        properties.setReportMethod(IngestionProperties.IngestionReportMethod.TABLE);
        return properties;
    }

    static IngestionProperties tagged(String tag) {
        IngestionProperties properties = properties();
        properties.setIngestByTags(List.of(tag));
        properties.setIngestIfNotExists(List.of(tag));
        return properties;
    }

    IngestionResult stream(String csv, IngestionProperties properties) throws Exception {
        return ingest.ingestFromStream(
                new StreamSourceInfo(
                        new ByteArrayInputStream(csv.getBytes(StandardCharsets.UTF_8)), false, UUID.randomUUID()),
                properties);
    }

    /** Puts a blob where the service lends room, and returns its URL with the signature. */
    String upload(String name, byte[] content) throws Exception {
        var resources =
                client.executeMgmt(DATABASE, ".show ingestion resources").getPrimaryResults();
        while (resources.next()) {
            if (resources.getString("ResourceTypeName").equals("TempStorage")) {
                String[] root = resources.getString("StorageRoot").split("\\?");
                String url = root[0] + "/" + name + "?" + root[1];
                BlobClient blob = new BlobClientBuilder().endpoint(url).buildClient();
                blob.upload(BinaryData.fromBytes(content), true);
                return url;
            }
        }
        throw new AssertionError("no TempStorage");
    }

    IngestionResult blob(String url, long rawSize, IngestionProperties properties) throws Exception {
        BlobSourceInfo source = rawSize < 0
                ? new BlobSourceInfo(url)
                : BlobSourceInfo.fromStream(
                        url,
                        Math.toIntExact(rawSize),
                        new StreamSourceInfo(
                                new ByteArrayInputStream(new byte[0]), false, UUID.randomUUID(), CompressionType.gz));
        return ingest.ingestFromBlob(source, properties);
    }

    static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    static IngestionStatus verdict(IngestionResult result) throws Exception {
        await(() -> result.getIngestionStatusCollection().get(0).status != OperationStatus.Pending);
        return result.getIngestionStatusCollection().get(0);
    }

    static void await(Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + DEADLINE);
            }
            Thread.sleep(20);
        }
    }

    @Override
    public void close() throws Exception {
        ingest.close();
        cluster.close();
    }
}
