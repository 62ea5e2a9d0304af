package io.adxflow.sinks.kusto.staging;

import com.azure.storage.blob.models.BlobStorageException;
import io.adxflow.sinks.azure.AzureFailure;
import io.adxflow.sinks.azure.BlockBuffers;
import io.adxflow.sinks.azure.Calls;
import io.adxflow.sinks.batch.BatchContent;
import io.adxflow.sinks.kusto.cluster.BatchOrder;
import io.adxflow.sinks.kusto.cluster.Failures;
import io.adxflow.sinks.kusto.cluster.Step;
import io.adxflow.sinks.kusto.staging.BlockUpload.RefusedBlockException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Brings batches into blobs in two phases: blocks that nobody sees, then the block list that makes them one blob. Uses
 * the batch's first container, and the next ones when that refuses. Thread-safe.
 *
 * <p>State says nothing of containers: who did not stage a batch finds its blob by looking into all of them. Who did
 * remembers where, and spares the look.
 */
public final class BlobStaging {
    /** Containers that a batch may be staged in: its first one and substitutes. */
    private static final int MAX_PLACES = 3;

    private static final int MAX_REMEMBERED = 10_000;
    private static final int LOOKS_AT_ONCE = 8;
    private static final Duration LOOK_TIMEOUT = Duration.ofSeconds(60);

    /**
     * A committed blob.
     *
     * @param metadata as found
     */
    public record Blob(StagingContainer container, String name, Map<String, String> metadata) {
        public String url() {
            return container.blobUrl(name);
        }
    }

    private final StagingPlaces places;
    private final BlockBuffers buffers;

    /** Batch id to the URL of the container that this process staged it in. */
    private final Map<String, String> stagedIn = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > MAX_REMEMBERED;
        }
    });

    public BlobStaging(StagingPlaces places, int blockBytes, int blocksInFlight) {
        this.places = places;
        this.buffers = new BlockBuffers(blockBytes, blocksInFlight);
    }

    /** Uploads the batch's blocks. */
    public void stage(String batchId, String blob, BatchContent content) throws Exception {
        List<StagingContainer> order = order(batchId, places.containers());
        boolean renewed = false;
        AzureFailure first = null;
        for (int i = 0; i < Math.min(MAX_PLACES, order.size()); i++) {
            try {
                order.get(i).upload(blob, content, buffers);
                stagedIn.put(batchId, order.get(i).url());
                return;
            } catch (RefusedBlockException e) {
                first = first == null ? Failures.of(Step.STAGING, e) : first;
                if (!renewed && Failures.isRefusal(e.getCause())) {
                    renewed = true;
                    List<StagingContainer> newer = order(batchId, places.instead(places.containers()));
                    if (!newer.equals(order)) {
                        order = newer;
                        i = -1;
                    }
                }
            }
        }
        throw first == null ? new IllegalStateException("no container") : first;
    }

    /** Where this process put the batch's blocks. */
    public boolean isStagedFirst(String batchId) throws AzureFailure, InterruptedException {
        String home = stagedIn.get(batchId);
        return home != null
                && home.equals(order(batchId, places.containers()).get(0).url());
    }

    /**
     * The batch's blob where an earlier commit left it; null when there is none.
     *
     * @param mustKnow whether a container that gives no answer makes this fail; otherwise it counts as empty
     */
    public @Nullable Blob find(String batchId, String blob, boolean mustKnow) throws Exception {
        List<StagingContainer> order = order(batchId, places.containers());
        Look look = look(order, blob);
        Throwable failure = look.failure;
        if (look.found == null && failure != null && Failures.isRefusal(failure)) {
            look = look(order(batchId, places.instead(places.containers())), blob);
            failure = look.failure;
        }
        if (look.found == null && mustKnow && failure != null) {
            throw Failures.of(Step.STAGING, failure);
        }
        return look.found;
    }

    private record Look(@Nullable Blob found, @Nullable Throwable failure) {}

    private static Look look(List<StagingContainer> order, String name) throws Exception {
        List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
        Blob found = Calls.await(
                Flux.fromIterable(order)
                        .flatMap(
                                container -> container
                                        .metadata(name)
                                        .map(metadata -> new Blob(container, name, metadata))
                                        .onErrorResume(e -> {
                                            failures.add(e);
                                            return Mono.empty();
                                        }),
                                LOOKS_AT_ONCE)
                        .next(),
                LOOK_TIMEOUT);
        return new Look(found, failures.isEmpty() ? null : failures.get(0));
    }

    /** Makes the batch's blob, staging its blocks again where they are gone; finds it where another did so meanwhile. */
    public Blob commit(String batchId, String blob, BatchContent content) throws Exception {
        Blob done = commitWhereStaged(batchId, blob, content.length());
        if (done != null) {
            return done;
        }
        stage(batchId, blob, content);
        done = commitWhereStaged(batchId, blob, content.length());
        if (done == null) {
            throw Failures.of(Step.STAGING, new IllegalStateException("blocks are gone right after their upload"));
        }
        return done;
    }

    public void forget(String batchId) {
        stagedIn.remove(batchId);
    }

    public StagingPlaces places() {
        return places;
    }

    private @Nullable Blob commitWhereStaged(String batchId, String blob, long length) throws Exception {
        List<StagingContainer> order = order(batchId, places.containers());
        String home = stagedIn.get(batchId);
        int tried = 0;
        for (StagingContainer container : order) {
            if (home == null ? tried++ >= MAX_PLACES : !container.url().equals(home)) {
                continue;
            }
            try {
                switch (container.commit(blob, length, buffers.blockBytes())) {
                    case DONE -> {
                        return new Blob(container, blob, Map.of());
                    }
                    case WAS_THERE -> {
                        Map<String, String> metadata = Calls.await(container.metadata(blob), LOOK_TIMEOUT);
                        return new Blob(container, blob, metadata == null ? Map.of() : metadata);
                    }
                    case BLOCKS_MISSING -> {}
                }
            } catch (BlobStorageException e) {
                // Refused, it is not there either: staged again, in a container that is listed and lets us in.
                if (!Failures.isRefusal(e)) {
                    throw Failures.of(Step.STAGING, e);
                }
            }
        }
        return null;
    }

    private static List<StagingContainer> order(String batchId, List<StagingContainer> containers) {
        return BatchOrder.of(batchId, containers, StagingContainer::url);
    }
}
