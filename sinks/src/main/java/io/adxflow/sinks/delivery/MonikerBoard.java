package io.adxflow.sinks.delivery;

import io.adxflow.sinks.storage.StorageSettings;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What the monikers of a job are at present, as its readers in this JVM have heard, for the delivery of batches. A batch names the
 * definition that it was cut under, so that this decides only what has become of that definition since. Thread-safe.
 *
 * <p>A version that a failure takes back may have been here for a moment: what it paused or let go on is so for that moment, and
 * what it drops is dropped only once it is durable.
 */
public final class MonikerBoard {
    private static final Map<URI, MonikerBoard> BOARDS = new ConcurrentHashMap<>();

    private volatile @Nullable Notice notice;

    /**
     * A moniker with the name of its definition.
     *
     * @param hash as in {@link io.adxflow.sinks.batch.BatchKey#definition}
     */
    public record Defined(String hash, MonikerSpec spec) {}

    /** What becomes of undelivered batches under definitions that a moniker no longer has. */
    public sealed interface Retired {
        /** They are forgotten, rows and all. */
        record Drop() implements Retired {}

        /** They go to another moniker. */
        record Move(String to) implements Retired {}
    }

    /**
     * What is in force.
     *
     * @param hash names the document
     * @param monikers by name
     * @param retired by name of the moniker; of others, batches go where their own definition says
     * @param paused names of subscriptions
     * @param durable whether a completed checkpoint holds it
     */
    public record Notice(
            String hash,
            Map<String, Defined> monikers,
            Map<String, Retired> retired,
            Set<String> paused,
            boolean durable) {}

    private MonikerBoard() {}

    /** The board of this JVM for one storage directory. */
    public static MonikerBoard of(StorageSettings storage) {
        return BOARDS.computeIfAbsent(storage.directory(), directory -> new MonikerBoard());
    }

    /**
     * Puts another notice up. Of a version that is durable only where it is up already: another reader may be ahead of the one that
     * tells.
     */
    public synchronized void publish(Notice next) {
        Notice up = notice;
        boolean same = up != null && up.hash().equals(next.hash());
        if (next.durable() ? same : !same) {
            notice = next;
        }
    }

    /** Null until a reader has heard what is in force. */
    @Nullable
    Notice notice() {
        return notice;
    }

    /** Whether batches that wait for this subscription are to wait on. */
    boolean isPaused(String subscription) {
        Notice now = notice;
        return !subscription.isEmpty() && (now == null || now.paused().contains(subscription));
    }

    /** Whether batches of a place are to be forgotten. */
    boolean isDropped(Place place) {
        Notice now = notice;
        if (now == null || !now.durable() || !(now.retired().get(place.moniker()) instanceof Retired.Drop)) {
            return false;
        }
        Defined current = now.monikers().get(place.moniker());
        return current == null || !current.hash().equals(place.definition());
    }
}
