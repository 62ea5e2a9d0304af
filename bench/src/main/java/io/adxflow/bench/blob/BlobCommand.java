package io.adxflow.bench.blob;

import com.azure.core.util.BinaryData;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.adxflow.bench.run.Folders;
import io.adxflow.emulator.AzuriteProcess;
import io.adxflow.emulator.faults.StorageFaults.Rule;
import io.adxflow.sinks.batch.BatchContent;
import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.delivery.Destination;
import io.adxflow.sinks.delivery.DestinationFactory;
import io.adxflow.sinks.delivery.MonikerSpec;
import io.adxflow.sinks.storage.AppendStore;
import io.adxflow.sinks.storage.StorageSettings;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Delivers batches to a container in Azurite, beside a plain loop over the SDK with the same bytes; prints a line of JSON for each. */
@Command(
        name = "blob",
        description =
                "Delivers batches to a container in Azurite, beside a plain loop over azure-storage-blob with the same bytes, and"
                        + " counts requests; prints one JSON line per way and round.")
public final class BlobCommand implements Callable<Integer> {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int THREADS = 4;

    @Option(names = "--batches", defaultValue = "12", description = "large batches (default: ${DEFAULT-VALUE})")
    private int batches;

    @Option(
            names = "--rows",
            defaultValue = "400000",
            description = "rows of a large batch (default: ${DEFAULT-VALUE})")
    private int rows;

    @Option(
            names = "--tables",
            defaultValue = "2000",
            description = "tables with a small batch each (default: ${DEFAULT-VALUE})")
    private int tables;

    @Option(names = "--rounds", defaultValue = "2", description = "of each way (default: ${DEFAULT-VALUE})")
    private int rounds;

    @Option(names = "--data", description = "parent of the data folder (default: the system's temporary folder)")
    private @Nullable Path parent;

    /** What is measured. */
    private interface Way {
        void deliver(List<SealedBatch> all) throws Exception;
    }

    @Override
    public Integer call() throws Exception {
        String problem = AzuriteProcess.problem();
        if (problem != null) {
            System.err.println(problem);
            return 1;
        }
        Path folder = Files.createTempDirectory(
                parent == null ? Path.of(System.getProperty("java.io.tmpdir")) : parent, "adxflow-blob-");
        try (AzuriteProcess azurite = AzuriteProcess.start(folder.resolve("azurite"))) {
            StorageSettings storage =
                    new StorageSettings(folder.resolve("data").toUri(), Long.MAX_VALUE, Long.MAX_VALUE);
            AppendStore segments = storage.segments();
            CsvBatches maker = new CsvBatches(segments);
            List<SealedBatch> large = new ArrayList<>();
            for (int i = 0; i < batches; i++) {
                large.add(maker.next("Large" + i, rows));
            }
            // Twice, as what is measured is not a table's first batch, with which its schema is written.
            List<SealedBatch> first = new ArrayList<>();
            List<SealedBatch> small = new ArrayList<>();
            int each = Math.max(1, 1_000_000 / tables);
            for (int i = 0; i < tables; i++) {
                first.add(maker.next("Small" + i, each));
                small.add(maker.next("Small" + i, each));
            }
            for (int round = 0; round < rounds; round++) {
                for (String format : List.of("csv", "parquet")) {
                    measure(
                            azurite,
                            "blob " + format,
                            "large",
                            large,
                            delivering(azurite, storage, format, "0", List.of()));
                }
                measure(azurite, "sdk", "large", large, plain(azurite, segments));
                measure(azurite, "blob csv", "small", small, delivering(azurite, storage, "csv", "0", first));
                measure(azurite, "blob csv, shared", "small", small, delivering(azurite, storage, "csv", "1mb", first));
                measure(azurite, "sdk", "small", small, plain(azurite, segments));
            }
            return 0;
        } finally {
            Folders.delete(folder);
        }
    }

    private static void measure(AzuriteProcess azurite, String way, String size, List<SealedBatch> all, Way deliver)
            throws Exception {
        Rule writes = azurite.faults().watch("PUT");
        Rule reads = azurite.faults().watch("GET|HEAD");
        long cpu = cpuNanos();
        long start = System.nanoTime();
        deliver.deliver(all);
        double seconds = (System.nanoTime() - start) / 1e9;
        double cpuSeconds = (cpuNanos() - cpu) / 1e9;
        long bytes = all.stream().mapToLong(SealedBatch::storedBytes).sum();
        long samples = all.stream().mapToLong(SealedBatch::rows).sum();
        ObjectNode line = JSON.createObjectNode()
                .put("bench", "blob")
                .put("way", way)
                .put("batches", size)
                .put("count", all.size())
                .put("samples", samples)
                .put("stored_mb", bytes / 1e6)
                .put("seconds", seconds)
                .put("cpu_s", cpuSeconds)
                .put("stored_mb_per_cpu_s", bytes / 1e6 / cpuSeconds)
                .put("samples_per_cpu_s", samples / cpuSeconds)
                .put("writes_per_million_samples", writes.acted() * 1e6 / samples)
                .put("reads_per_million_samples", reads.acted() * 1e6 / samples);
        System.out.println(line);
        azurite.faults().clear();
    }

    private static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    /**
     * @param shareBelow bytes below which batches share a blob
     * @param before delivered at once, unmeasured
     */
    private static Way delivering(
            AzuriteProcess azurite, StorageSettings storage, String format, String shareBelow, List<SealedBatch> before)
            throws Exception {
        BlobContainerClient container = container(azurite);
        Path sas = Files.writeString(Files.createTempFile("adxflow", "sas"), azurite.sas(Duration.ofDays(1)));
        MonikerSpec moniker = new MonikerSpec(
                "lake",
                "blob",
                Map.of(
                        "container",
                        container.getBlobContainerUrl(),
                        "sas-file",
                        sas.toString(),
                        "format",
                        format,
                        "share-below",
                        shareBelow));
        Destination destination = factory().open(moniker, storage);
        deliver(destination, storage, before);
        return all -> {
            try (destination) {
                deliver(destination, storage, all);
            } finally {
                Files.delete(sas);
            }
        };
    }

    private static void deliver(Destination destination, StorageSettings storage, List<SealedBatch> all)
            throws Exception {
        inThreads(all, batch -> destination.stage(batch, new BatchContent(storage.segments(), batch)));
        inThreads(all, batch -> destination.commit(batch, new BatchContent(storage.segments(), batch)));
        destination.sync();
    }

    private static DestinationFactory factory() {
        return ServiceLoader.load(DestinationFactory.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(factory -> factory.kind().equals("blob"))
                .findFirst()
                .orElseThrow();
    }

    /** adx-mon's way with a segment: a blob for each table and segment, at once. */
    private static Way plain(AzuriteProcess azurite, AppendStore segments) {
        BlobContainerClient container = container(azurite);
        return all -> inThreads(all, batch -> {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream((int) batch.storedBytes() + 64);
            new BatchContent(segments, batch).writeTo(bytes);
            container
                    .getBlobClient(batch.key().table() + "/" + batch.batchId() + ".csv.gz")
                    .upload(BinaryData.fromBytes(bytes.toByteArray()), true);
        });
    }

    private static BlobContainerClient container(AzuriteProcess azurite) {
        return new BlobServiceClientBuilder()
                .connectionString(azurite.connectionString())
                .buildClient()
                .createBlobContainer("bench" + System.nanoTime());
    }

    private interface Step {
        void run(SealedBatch batch) throws Exception;
    }

    private static void inThreads(List<SealedBatch> all, Step step) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> done = new ArrayList<>();
            for (SealedBatch batch : all) {
                done.add(threads.submit(() -> {
                    step.run(batch);
                    return null;
                }));
            }
            for (Future<?> each : done) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
