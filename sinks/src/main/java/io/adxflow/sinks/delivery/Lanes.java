package io.adxflow.sinks.delivery;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lanes of this JVM, shared by all tasks with equal settings, so that connections, threads and breakers exist once
 * per place whatever the parallelism. Each holder closes what it opened; the last one closes the lanes. Thread-safe.
 */
final class Lanes implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Lanes.class);
    private static final long UNUSED_MILLIS = 3_600_000;
    private static final Map<DeliverySettings, Shared> SHARED = new HashMap<>();

    private final Shared shared;
    private boolean closed;

    private Lanes(Shared shared) {
        this.shared = shared;
    }

    static Lanes open(DeliverySettings settings) {
        synchronized (SHARED) {
            Shared shared = SHARED.computeIfAbsent(settings, Shared::new);
            shared.holders++;
            return new Lanes(shared);
        }
    }

    /** The lane of a place, also of one that the pipeline does not know: its batches wait there. */
    Lane lane(Place place) {
        Lane lane = shared.lanes.get(place);
        if (lane == null) {
            closeUnused(System.currentTimeMillis());
            lane = shared.lanes.computeIfAbsent(place, added -> new Lane(added, shared.settings));
        }
        return lane.used();
    }

    /** A place that was redefined has no batches any more at some time. */
    private void closeUnused(long nowMillis) {
        shared.lanes.forEach((place, lane) -> {
            if (lane.unusedMillis(nowMillis) > UNUSED_MILLIS && shared.lanes.remove(place, lane)) {
                close(place, lane);
            }
        });
    }

    private static void close(Place place, Lane lane) {
        try {
            lane.close();
        } catch (Exception e) {
            LOG.warn("Closing the destination of moniker {} failed", place.moniker(), e);
        }
    }

    /** There will be no more checkpoints for which a commit must hurry, and no later attempt at what is left. */
    void inputEnded() {
        shared.inputEnded = true;
    }

    /** How long the commits of one checkpoint may take. */
    Duration commitTimeout() {
        return shared.inputEnded ? shared.settings.drainTimeout() : shared.settings.commitTimeout();
    }

    @Override
    public void close() {
        synchronized (SHARED) {
            if (closed) {
                return;
            }
            closed = true;
            if (--shared.holders > 0) {
                return;
            }
            SHARED.remove(shared.settings);
        }
        shared.lanes.forEach(Lanes::close);
    }

    private static final class Shared {
        private final DeliverySettings settings;
        private final Map<Place, Lane> lanes = new ConcurrentHashMap<>();
        private int holders;
        private volatile boolean inputEnded;

        Shared(DeliverySettings settings) {
            this.settings = settings;
        }
    }
}
