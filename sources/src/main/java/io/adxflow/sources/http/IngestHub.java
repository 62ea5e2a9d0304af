package io.adxflow.sources.http;

import io.adxflow.sources.auth.Gatekeeper;
import io.adxflow.sources.limits.TrafficDoor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listeners of this JVM, one per configured main address with OTLP's beside it, shared by the readers in it. A listener opens with its first user and
 * outlives the last by {@code ingest.linger}, so that senders find it open while the job restarts. Thread-safe.
 */
public final class IngestHub {
    private static final Logger LOG = LoggerFactory.getLogger(IngestHub.class);
    private static final IngestHub JVM = new IngestHub(IngestClock.SYSTEM);
    private static final long SWEEP_MILLIS = 200;
    private static final long TRUST_MILLIS = 1_000;

    private final IngestClock clock;
    private final Map<String, Listener> listeners = new HashMap<>();
    private @Nullable ScheduledExecutorService sweeper;
    /** Apart, since it reads files and fetches keys. */
    private @Nullable ScheduledExecutorService truster;

    private static final class Listener {
        final IngestServer server;
        int readers;
        int holds;
        long unusedSinceNanos;

        Listener(IngestServer server) {
            this.server = server;
        }
    }

    /**
     * How a listener fares; all numbers are of this JVM.
     *
     * @param otlpHttpPort -1 when there is no such listener, as is {@code otlpGrpcPort}
     */
    public record Status(
            int port,
            int otlpHttpPort,
            int otlpGrpcPort,
            int readers,
            boolean draining,
            long inflightBytes,
            long inflightLimitBytes,
            int connections) {

        /** True when a request would be taken: a reader is there, nobody drains, and there is room. */
        public boolean isReady() {
            return readers > 0 && !draining && inflightBytes < inflightLimitBytes;
        }
    }

    IngestHub(IngestClock clock) {
        this.clock = clock;
    }

    /** The hub that the readers of this JVM (and class loader) use. */
    public static IngestHub jvm() {
        return JVM;
    }

    /**
     * Opens the listener before the job runs, or keeps the one there is, until {@link Hold#close()}.
     *
     * @throws CannotListenException when an address cannot be bound
     */
    public synchronized Hold hold(IngestSettings settings) throws CannotListenException {
        Listener listener = listener(settings);
        listener.holds++;
        return new Hold(listener);
    }

    /** What namespaces may bring in through this process by a listener of this address; null when there is none. */
    public synchronized @Nullable TrafficDoor door(String address) {
        Listener listener = listeners.get(address);
        return listener == null ? null : listener.server.door();
    }

    /** The time that {@link #door}s are asked at. */
    public long nanos() {
        return clock.nanos();
    }

    /** Null when nothing listens for these settings' address. */
    public synchronized @Nullable Status status(IngestSettings settings) {
        Listener listener = listeners.get(settings.address());
        return listener == null ? null : status(listener);
    }

    /** All listeners of this JVM, in no order. */
    public synchronized List<Status> statuses() {
        return listeners.values().stream().map(IngestHub::status).toList();
    }

    private static Status status(Listener listener) {
        IngestServer server = listener.server;
        return new Status(
                server.sockets().port(),
                server.sockets().otlpHttpPort(),
                server.sockets().otlpGrpcPort(),
                listener.readers,
                server.isDraining(),
                server.budget().usedBytes(),
                server.budget().limitBytes(),
                server.connectionCount());
    }

    /** The reader takes requests from now on, under these settings. */
    synchronized IngestServer attach(IngestSettings settings, AttachedReader reader) throws CannotListenException {
        Listener listener = listener(settings);
        listener.server.reconfigure(settings);
        listener.server.trust().gatekeeper().publish(reader.targets().senders());
        listener.server.readers().add(reader);
        listener.readers++;
        return listener.server;
    }

    synchronized void detach(IngestSettings settings, AttachedReader reader) {
        Listener listener = listeners.get(settings.address());
        if (listener != null && listener.server.readers().remove(reader)) {
            listener.readers--;
            listener.unusedSinceNanos = clock.nanos();
            if (settings.linger().isZero()) {
                stopIfUnused(listener);
            }
        }
    }

    /** Enforces the servers' deadlines and stops listeners that have lingered long enough. */
    synchronized void sweep() {
        for (Listener listener : new ArrayList<>(listeners.values())) {
            try {
                listener.server.sweep();
                long unusedNanos = clock.nanos() - listener.unusedSinceNanos;
                if (unusedNanos >= listener.server.settings().linger().toNanos()) {
                    stopIfUnused(listener);
                }
            } catch (RuntimeException e) {
                LOG.warn("Sweeping {} failed", listener.server.settings().address(), e);
            }
        }
    }

    private Listener listener(IngestSettings settings) throws CannotListenException {
        Listener listener = listeners.get(settings.address());
        if (listener == null) {
            listener = new Listener(IngestServer.start(settings, clock));
            listener.unusedSinceNanos = clock.nanos();
            listeners.put(settings.address(), listener);
            startSweeping();
            ListeningSockets sockets = listener.server.sockets();
            LOG.info(
                    "Receiving on {} (port {}), OTLP/HTTP alone on port {}, OTLP/gRPC on port {} (-1: off)",
                    settings.address(),
                    sockets.port(),
                    sockets.otlpHttpPort(),
                    sockets.otlpGrpcPort());
        }
        return listener;
    }

    private void stopIfUnused(Listener listener) {
        String address = listener.server.settings().address();
        if (listener.readers + listener.holds > 0 || listeners.get(address) != listener) {
            return;
        }
        listeners.remove(address);
        listener.server.stop();
        LOG.info("No longer receiving on {}", address);
        if (listeners.isEmpty() && sweeper != null && truster != null) {
            sweeper.shutdown();
            sweeper = null;
            truster.shutdown();
            truster = null;
        }
    }

    /** Reads what others have replaced: certificates, secrets, keys. May block, and holds nobody up. */
    void refreshTrust() {
        List<Listener> current;
        synchronized (this) {
            current = List.copyOf(listeners.values());
        }
        for (Listener listener : current) {
            try {
                listener.server.trust().refresh();
            } catch (RuntimeException e) {
                LOG.warn(
                        "Reading what {} trusts failed",
                        listener.server.settings().address(),
                        e);
            }
        }
    }

    /** Who says whom the job of this JVM trusts; null while none has begun here. */
    public synchronized @Nullable Gatekeeper gatekeeper() {
        return listeners.values().stream()
                .max(Comparator.comparingInt(listener -> listener.readers))
                .map(listener -> listener.server.trust().gatekeeper())
                .orElse(null);
    }

    /**
     * Hands rows that the job tells of itself to a reader of this JVM, as a sender's request would be.
     *
     * @param body rows of one table, as {@link io.adxflow.sources.wire.RowsBody} says; the readers' from now on
     * @param sender for messages
     * @param outcome told once what became of them if they are taken, on the reader's thread: empty when a completed checkpoint holds
     *     them
     * @return null when they are taken, else why not
     */
    public @Nullable String offerRows(String namespace, byte[] body, String sender, Consumer<String> outcome) {
        IngestServer server;
        synchronized (this) {
            server = listeners.values().stream()
                    .filter(listener -> listener.readers > 0)
                    .findFirst()
                    .map(listener -> listener.server)
                    .orElse(null);
        }
        return server == null
                ? RequestGate.restarting().message()
                : OwnRows.offer(server, namespace, body, sender, outcome);
    }

    private static ScheduledExecutorService daemon(String name) {
        return Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    private void startSweeping() {
        if (sweeper == null) {
            sweeper = daemon("adxflow-ingest-sweep");
            truster = daemon("adxflow-ingest-trust");
            var unusedToo = truster.scheduleWithFixedDelay(this::refreshTrust, 0, TRUST_MILLIS, TimeUnit.MILLISECONDS);
            var unused = sweeper.scheduleWithFixedDelay(this::sweep, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** Keeps a listener open. Thread-safe. */
    public final class Hold implements AutoCloseable {
        private final Listener listener;
        private boolean closed;

        private Hold(Listener listener) {
            this.listener = listener;
        }

        /** The main port it listens on, also when the configured one is 0. */
        public int port() {
            return listener.server.sockets().port();
        }

        /** The port for OTLP/HTTP alone, or -1. */
        public int otlpHttpPort() {
            return listener.server.sockets().otlpHttpPort();
        }

        /** The port for OTLP/gRPC, or -1. */
        public int otlpGrpcPort() {
            return listener.server.sockets().otlpGrpcPort();
        }

        /** From now on new requests are answered 503 with Retry-After, while those in flight finish; until closed. */
        public void drain() {
            listener.server.setDraining(true);
        }

        /** Without readers the listener stops at once. */
        @Override
        public void close() {
            synchronized (IngestHub.this) {
                if (!closed) {
                    closed = true;
                    listener.holds--;
                    stopIfUnused(listener);
                    if (listeners.containsValue(listener)) {
                        listener.server.setDraining(false);
                    }
                }
            }
        }
    }
}
