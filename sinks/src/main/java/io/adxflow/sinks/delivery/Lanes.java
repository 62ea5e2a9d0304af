package io.adxflow.sinks.delivery;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lanes of this JVM, shared by all tasks with equal settings, so that connections, threads and breakers exist once
 * per moniker whatever the parallelism. Each holder closes what it opened; the last one closes the lanes. Thread-safe.
 */
final class Lanes implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Lanes.class);
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

    /** The lane of a moniker, also of one that the pipeline does not know: its batches wait there. */
    Lane lane(String moniker) {
        return shared.lanes.computeIfAbsent(moniker, name -> new Lane(name, shared.settings));
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
        shared.lanes.forEach((moniker, lane) -> {
            try {
                lane.close();
            } catch (Exception e) {
                LOG.warn("Closing the destination of moniker {} failed", moniker, e);
            }
        });
    }

    private static final class Shared {
        private final DeliverySettings settings;
        private final Map<String, Lane> lanes = new ConcurrentHashMap<>();
        private int holders;
        private volatile boolean inputEnded;

        Shared(DeliverySettings settings) {
            this.settings = settings;
        }
    }
}
