package io.adxflow.bench.adx;

import com.azure.core.http.rest.Response;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobContainerClientBuilder;
import com.azure.storage.blob.models.BlobItem;
import com.azure.storage.blob.models.BlobListDetails;
import com.azure.storage.blob.models.BlockBlobItem;
import com.azure.storage.blob.models.BlockListType;
import com.azure.storage.blob.models.ListBlobsOptions;
import com.azure.storage.blob.models.ParallelTransferOptions;
import com.azure.storage.blob.options.BlobUploadFromFileOptions;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.adxflow.bench.run.ProcessMemory;
import io.adxflow.sinks.batch.BatchContent;
import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.delivery.Destination;
import io.adxflow.sinks.delivery.MonikerSpec;
import io.adxflow.sinks.kusto.KustoDestinationFactory;
import io.adxflow.sinks.storage.StorageSettings;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The measured process: batches of 64 MB are staged by the destination of kind {@code kusto}, and the same bytes are uploaded
 * by azure-storage-blob from files, in turns. Both use {@value #THREADS} threads, blocks of 4 MiB, and four blocks at a time.
 */
public final class StagingProcess {
    static final String SAS_VARIABLE = "ADXFLOW_BENCH_STAGING_SAS";

    private static final int THREADS = 2;
    private static final long BLOCK_BYTES = 4L << 20;
    private static final int BLOCKS_AT_ONCE_PER_THREAD = 2;
    private static final int BATCH_MEGABYTES = 64;
    private static final double MEGABYTE = 1e6;
    private static final String STAGED_FOLDER = "adxflow/";

    private final StorageSettings storage;
    private final String endpoint;
    private final String container;
    private final BlobContainerClient plain;

    private StagingProcess(Path folder, String endpoint, String container) {
        this.storage = new StorageSettings(folder.toUri(), Long.MAX_VALUE, Long.MAX_VALUE);
        this.endpoint = endpoint;
        this.container = container;
        this.plain = new BlobContainerClientBuilder()
                .endpoint(container)
                .sasToken(System.getenv(SAS_VARIABLE))
                .buildClient();
    }

    /** Arguments: folder, the cluster's endpoint, the container's URL, megabytes of a round, rounds. */
    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        StagingProcess process = new StagingProcess(folder, arguments[1], arguments[2]);
        int count = Math.max(1, Integer.parseInt(arguments[3]) / BATCH_MEGABYTES);
        boolean sound = true;
        for (int round = 1; round <= Integer.parseInt(arguments[4]); round++) {
            sound &= process.round(round, folder, count);
        }
        System.exit(sound ? 0 : 1);
    }

    private boolean round(int round, Path folder, int count) throws Exception {
        List<SealedBatch> batches = new ArrayList<>();
        List<Path> files = new ArrayList<>();
        RandomBatches random = new RandomBatches(storage.segments());
        for (int i = 0; i < count; i++) {
            SealedBatch batch = random.next("T" + i, BATCH_MEGABYTES);
            batches.add(batch);
            Path file = folder.resolve(batch.batchId() + ".csv.gz");
            try (OutputStream out = Files.newOutputStream(file)) {
                new BatchContent(storage.segments(), batch).writeTo(out);
            }
            files.add(file);
        }
        long bytes = 0;
        for (Path file : files) {
            bytes += Files.size(file);
        }
        double plainSeconds = seconds(
                files.stream().<Callable<Void>>map(file -> () -> upload(file)).toList());
        double stagedSeconds;
        long stagedBytes;
        try (Destination destination = open()) {
            stagedSeconds = seconds(batches.stream()
                    .<Callable<Void>>map(batch -> () -> {
                        destination.stage(batch, new BatchContent(storage.segments(), batch));
                        return null;
                    })
                    .toList());
            stagedBytes = stagedBytes();
        }
        ObjectNode line = new ObjectMapper().createObjectNode();
        line.put("round", round);
        line.put("megabytes", Math.round(bytes / MEGABYTE));
        line.put("staged_mb_per_s", Math.round(bytes / MEGABYTE / stagedSeconds * 10) / 10.0);
        line.put("plain_mb_per_s", Math.round(bytes / MEGABYTE / plainSeconds * 10) / 10.0);
        line.put("staged_to_plain", Math.round(plainSeconds / stagedSeconds * 100) / 100.0);
        line.put("max_heap_mib", Runtime.getRuntime().maxMemory() >> 20);
        line.put(
                "peak_rss_mib", ProcessMemory.peakRssMib(ProcessHandle.current().pid()));
        line.put("staged_bytes_ok", stagedBytes == bytes);
        System.out.println(line);
        clear(batches, files);
        return stagedBytes == bytes;
    }

    private Destination open() {
        return new KustoDestinationFactory()
                .open(
                        new MonikerSpec(
                                "adx",
                                "kusto",
                                Map.of(
                                        "endpoint", endpoint,
                                        "mode", "direct",
                                        "staging-container", container,
                                        "staging-sas-env", SAS_VARIABLE)),
                        storage);
    }

    private Void upload(Path file) {
        Response<BlockBlobItem> unused = plain.getBlobClient("plain/" + file.getFileName())
                .uploadFromFileWithResponse(
                        new BlobUploadFromFileOptions(file.toString())
                                .setParallelTransferOptions(new ParallelTransferOptions()
                                        .setBlockSizeLong(BLOCK_BYTES)
                                        .setMaxSingleUploadSizeLong(BLOCK_BYTES)
                                        .setMaxConcurrency(BLOCKS_AT_ONCE_PER_THREAD)),
                        null,
                        null);
        return null;
    }

    /** What storage holds of the uncommitted blocks: nothing was skipped. */
    private long stagedBytes() {
        long bytes = 0;
        for (BlobItem blob : plain.listBlobs(
                new ListBlobsOptions()
                        .setPrefix(STAGED_FOLDER)
                        .setDetails(new BlobListDetails().setRetrieveUncommittedBlobs(true)),
                null)) {
            bytes += plain
                    .getBlobClient(blob.getName())
                    .getBlockBlobClient()
                    .listBlocks(BlockListType.UNCOMMITTED)
                    .getUncommittedBlocks()
                    .stream()
                    .mapToLong(block -> block.getSizeLong())
                    .sum();
        }
        return bytes;
    }

    private static double seconds(List<Callable<Void>> works) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            long start = System.nanoTime();
            for (Future<Void> work : threads.invokeAll(works)) {
                work.get();
            }
            return (System.nanoTime() - start) / 1e9;
        } finally {
            threads.shutdownNow();
        }
    }

    /** Files and blobs of this round; an empty block list makes staged blobs go. */
    private void clear(List<SealedBatch> batches, List<Path> files) throws IOException {
        for (Path file : files) {
            Files.delete(file);
            plain.getBlobClient("plain/" + file.getFileName()).deleteIfExists();
        }
        for (SealedBatch batch : batches) {
            storage.segments().delete(batch.slices().get(0).segment());
            var blob = plain.getBlobClient(
                            STAGED_FOLDER + "Metrics/" + batch.key().table() + "/" + batch.batchId() + ".csv.gz")
                    .getBlockBlobClient();
            var unused = blob.commitBlockList(List.of());
            blob.delete();
        }
    }
}
