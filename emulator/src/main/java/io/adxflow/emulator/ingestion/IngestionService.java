package io.adxflow.emulator.ingestion;

import io.adxflow.emulator.engine.Catalog;
import io.adxflow.emulator.engine.DuckStore;
import io.adxflow.emulator.engine.Extents;
import io.adxflow.emulator.engine.KustoException;
import io.adxflow.emulator.faults.Faults;
import io.adxflow.emulator.ingestion.Batch.Item;
import io.adxflow.emulator.storage.StorageClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** All ways to ingest: the queues, {@code .ingest into}, and streaming. */
public final class IngestionService implements AutoCloseable {
    private static final int DIRECT_THREADS = 4;

    private final StorageClient storage;
    private final Faults faults;
    private final StandInStats stats;
    private final Clock clock;
    private final Path scratch;
    private final LoaderPool loaders;
    private final QueueConsumer consumer;
    private final Workers direct = new Workers(DIRECT_THREADS);

    /**
     * How the service works.
     *
     * @param sealAfter how long a batch waits for more blobs
     * @param unseen how long a received message stays hidden in its queue
     * @param maxRawBytes the limit for one blob
     * @param threads that download and report
     * @param loaders threads that load, each with its share of the tables
     */
    public record Settings(Duration sealAfter, Duration unseen, long maxRawBytes, int threads, int loaders) {}

    public IngestionService(
            Settings settings,
            StorageClient storage,
            Resources resources,
            DuckStore store,
            Catalog catalog,
            Extents extents,
            Faults faults,
            StandInStats stats,
            Clock clock,
            Path folder)
            throws IOException, SQLException {
        this.storage = storage;
        this.faults = faults;
        this.stats = stats;
        this.clock = clock;
        scratch = Files.createDirectories(folder.resolve("tmp"));
        loaders = new LoaderPool(settings.loaders(), store, catalog, extents, stats, clock, settings.maxRawBytes());
        consumer = new QueueConsumer(storage, resources, extents, loaders, faults, stats, clock, scratch, settings);
    }

    /** Begins to read the queues. */
    public void start() {
        consumer.start();
    }

    /** Blobs of one command: one extent, all or nothing. */
    public CompletableFuture<Verdict> ingest(List<IngestionRequest> requests) {
        CompletableFuture<Verdict> verdict = new CompletableFuture<>();
        direct.after(faults.latency(), () -> download(requests, verdict));
        Duration again = faults.duplicate(
                requests.get(0).database() + "." + requests.get(0).table());
        if (again != null) {
            direct.after(again, () -> download(requests, new CompletableFuture<>()));
        }
        return verdict;
    }

    private void download(List<IngestionRequest> requests, CompletableFuture<Verdict> verdict) {
        List<Item> items = new ArrayList<>();
        try {
            KustoException rejection = faults.rejection(
                    requests.get(0).database() + "." + requests.get(0).table());
            if (rejection != null) {
                throw rejection;
            }
            for (IngestionRequest request : requests) {
                items.add(new Item(
                        request,
                        BlobContent.download(storage, request.blobUrl(), clock, scratch),
                        null,
                        verdict::complete));
            }
            loaders.submit(new Batch(List.copyOf(items), true));
        } catch (KustoException refused) {
            verdict.complete(Verdict.failed(UUID.randomUUID(), refused));
        } catch (IOException unreachable) {
            verdict.complete(Verdict.failed(
                    UUID.randomUUID(),
                    new KustoException("Download_UnknownError", String.valueOf(unreachable.getMessage()), false)));
        }
        CompletableFuture<Verdict> unused = verdict.whenComplete((told, failure) -> {
            items.forEach(item -> closeQuietly(item.content()));
            stats.add(told.status().count(), requests.size());
        });
    }

    /** The body of a streaming request. */
    public CompletableFuture<Verdict> stream(IngestionRequest request, byte[] body, boolean gzip) {
        CompletableFuture<Verdict> verdict = new CompletableFuture<>();
        loaders.submit(
                new Batch(List.of(new Item(request, BlobContent.of(body, gzip), null, verdict::complete)), true));
        return verdict;
    }

    private static void closeQuietly(BlobContent content) {
        try {
            content.close();
        } catch (IOException ignored) {
            // The folder is temporary.
        }
    }

    /** Messages at work by now. */
    public int inFlight() {
        return consumer.inFlight();
    }

    /** Messages in the queues, seen and unseen ones. */
    public int queued() throws IOException {
        return consumer.queued();
    }

    @Override
    public void close() throws SQLException {
        consumer.close();
        direct.close();
        loaders.close();
    }
}
