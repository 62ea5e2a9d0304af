package io.adxflow.emulator.ingestion;

import io.adxflow.emulator.engine.Extents;
import io.adxflow.emulator.engine.KustoException;
import io.adxflow.emulator.faults.Faults;
import io.adxflow.emulator.ingestion.Batch.Item;
import io.adxflow.emulator.ingestion.StandInStats.Count;
import io.adxflow.emulator.storage.StorageClient;
import io.adxflow.emulator.storage.StorageClient.QueueMessage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The data management service: takes messages from the queues, brings the blobs to the loaders, tells the verdicts.
 *
 * <p>A message is deleted when its verdict is told. One whose storage was not reached comes back by itself, after its time of
 * being unseen.
 */
final class QueueConsumer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(QueueConsumer.class);
    private static final Duration IDLE = Duration.ofMillis(100);
    private static final Duration RETRY = Duration.ofMillis(500);
    private static final Duration DRAIN_DEADLINE = Duration.ofSeconds(60);
    private static final int MAX_IN_FLIGHT = 2_000;

    private final StorageClient storage;
    private final Resources resources;
    private final Extents extents;
    private final Faults faults;
    private final StandInStats stats;
    private final Clock clock;
    private final Path scratch;
    private final Duration unseen;
    private final Reports reports;
    private final Batcher batcher;
    private final Workers workers;
    private final Thread poller = new Thread(this::poll, "kusto-queues");
    private final CountDownLatch closing = new CountDownLatch(1);
    /** By the queue's id: the newest receipt, with which the message can be deleted. */
    private final Map<String, QueueMessage> inFlight = new ConcurrentHashMap<>();

    private final AtomicInteger extraDeliveries = new AtomicInteger();

    QueueConsumer(
            StorageClient storage,
            Resources resources,
            Extents extents,
            LoaderPool loaders,
            Faults faults,
            StandInStats stats,
            Clock clock,
            Path scratch,
            IngestionService.Settings settings) {
        this.storage = storage;
        this.resources = resources;
        this.extents = extents;
        this.faults = faults;
        this.stats = stats;
        this.clock = clock;
        this.scratch = scratch;
        unseen = settings.unseen();
        reports = new Reports(storage, resources, stats, clock);
        workers = new Workers(settings.threads());
        batcher = new Batcher(settings.sealAfter(), faults, stats, workers, loaders::submit);
        poller.setDaemon(true);
    }

    void start() {
        poller.start();
    }

    private void poll() {
        try {
            do {
                boolean idle = true;
                for (String queue : resources.readableQueues()) {
                    if (faults.isPaused() || closing.getCount() == 0 || inFlight.size() >= MAX_IN_FLIGHT) {
                        break;
                    }
                    idle &= !receive(queue);
                }
                if (!idle) {
                    continue;
                }
                if (closing.await(IDLE.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
            } while (closing.getCount() > 0);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean receive(String queue) {
        try {
            List<QueueMessage> messages = storage.receive(queue, unseen);
            messages.forEach(this::accept);
            return !messages.isEmpty();
        } catch (IOException unreachable) {
            LOG.debug("the queue is not reached", unreachable);
            return false;
        }
    }

    private void accept(QueueMessage received) {
        if (inFlight.put(received.id(), received) != null) {
            // Still at work on it: only the receipt is new.
            return;
        }
        stats.count(Count.MESSAGES);
        if (extents.isConsumed(received.id())) {
            stats.count(Count.MESSAGES_SEEN_BEFORE);
            workers.run(() -> delete(received.id()));
            return;
        }
        IngestionMessage message;
        try {
            message = IngestionMessage.parse(received.text());
        } catch (KustoException corrupted) {
            LOG.warn("a message is dropped: {}", corrupted.getMessage());
            stats.count(Count.BLOBS_FAILED);
            workers.run(() -> delete(received.id()));
            return;
        }
        String name = message.databaseAndTable();
        if (faults.isStalled(name)) {
            inFlight.remove(received.id());
            return;
        }
        Duration again = faults.duplicate(name);
        if (again != null) {
            extraDeliveries.incrementAndGet();
            workers.after(again, () -> process(message, null));
        }
        Duration delay = faults.delay(name);
        workers.after(delay == null ? Duration.ZERO : delay, () -> process(message, received.id()));
    }

    /** @param id of the message in the queue; null for the second of two deliveries */
    private void process(IngestionMessage message, @Nullable String id) {
        IngestionRequest request = message.request();
        try {
            KustoException rejection = faults.rejection(message.databaseAndTable());
            if (rejection == null && !resources.isValid(message.token())) {
                rejection = new KustoException(
                        "BadRequest_InvalidKustoIdentityToken", "The authorizationContext is unknown or was revoked");
            }
            if (rejection != null) {
                throw rejection;
            }
            BlobContent content = BlobContent.download(storage, request.blobUrl(), clock, scratch);
            batcher.add(new Item(
                    request,
                    content,
                    id,
                    verdict -> workers.run(() -> {
                        closeQuietly(content);
                        finish(message, id, verdict);
                    })));
        } catch (KustoException refused) {
            workers.run(() -> finish(message, id, Verdict.failed(UUID.randomUUID(), refused)));
        } catch (IOException unreachable) {
            LOG.debug("the blob is not reached; its message comes back", unreachable);
            release(id);
        } catch (RuntimeException unexpected) {
            LOG.warn("a message cannot be worked on", unexpected);
            workers.run(() -> finish(
                    message,
                    id,
                    Verdict.failed(UUID.randomUUID(), new KustoException("Unknown", unexpected.toString()))));
        }
    }

    private void finish(IngestionMessage message, @Nullable String id, Verdict verdict) {
        try {
            reports.tell(message, verdict);
            if (verdict.status() == Verdict.Status.Succeeded && !message.retainBlob()) {
                storage.deleteBlob(message.request().blobUrl());
            }
        } catch (IOException unreachable) {
            if (closing.getCount() > 0) {
                LOG.debug("a verdict is told later", unreachable);
                workers.after(RETRY, () -> finish(message, id, verdict));
                return;
            }
        }
        stats.count(verdict.status().count());
        if (id == null) {
            extraDeliveries.decrementAndGet();
        } else {
            delete(id);
        }
    }

    private void delete(String id) {
        QueueMessage newest = inFlight.get(id);
        try {
            if (newest != null) {
                storage.delete(newest);
            }
            inFlight.remove(id);
        } catch (IOException unreachable) {
            if (closing.getCount() > 0) {
                workers.after(RETRY, () -> delete(id));
            } else {
                inFlight.remove(id);
            }
        }
    }

    private void release(@Nullable String id) {
        if (id == null) {
            extraDeliveries.decrementAndGet();
        } else {
            inFlight.remove(id);
        }
    }

    private static void closeQuietly(BlobContent content) {
        try {
            content.close();
        } catch (IOException e) {
            LOG.debug("a temporary file stays", e);
        }
    }

    /** Messages at work by now. */
    int inFlight() {
        return inFlight.size() + extraDeliveries.get();
    }

    /** Messages in the queues, seen and unseen ones. */
    int queued() throws IOException {
        int all = 0;
        for (String queue : resources.readableQueues()) {
            all += storage.countMessages(queue);
        }
        return all;
    }

    /** Takes no more messages, brings those at work to their end, and stops. */
    @Override
    public void close() {
        closing.countDown();
        try {
            poller.join();
            batcher.sealAll();
            long deadline = System.nanoTime() + DRAIN_DEADLINE.toNanos();
            while (inFlight() > 0 && System.nanoTime() < deadline) {
                Thread.sleep(IDLE.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        workers.close();
    }
}
