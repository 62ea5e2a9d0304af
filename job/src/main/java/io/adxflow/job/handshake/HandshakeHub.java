package io.adxflow.job.handshake;

import io.adxflow.job.config.PipelineDocument;
import io.adxflow.job.control.JobControlPlane;
import io.adxflow.sources.control.ControlHub;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The hand-shakes of the job that runs in this process: readers tell which document is in force, addresses ask. One job at a time has a
 * service; that of another job takes its place. Thread-safe.
 */
public final class HandshakeHub {
    /** A change is given up after a time that suits the usual checkpoints. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final HandshakeHub JVM = new HandshakeHub(settings -> new HandshakeService(
            settings,
            new JobControlPlane(ControlHub.jvm(), PATIENCE),
            SchemaHints.of(settings.storage()),
            System::currentTimeMillis));

    private final Function<HandshakeSettings, HandshakeService> services;
    private final List<Consumer<HandshakeService>> listeners = new ArrayList<>();
    private final LongAdder granted = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private @Nullable HandshakeService service;

    HandshakeHub(Function<HandshakeSettings, HandshakeService> services) {
        this.services = services;
    }

    /** The hub of this JVM (and class loader). */
    public static HandshakeHub jvm() {
        return JVM;
    }

    /** Null before a reader of a job has come. */
    public synchronized @Nullable HandshakeService service() {
        return service;
    }

    /** Has the listener told of the service there is, and of each that comes. */
    public synchronized void onService(Consumer<HandshakeService> listener) {
        listeners.add(listener);
        if (service != null) {
            listener.accept(service);
        }
    }

    /** The service under these settings, made if there is none. Blocks when it is made. */
    public synchronized HandshakeService service(HandshakeSettings settings) {
        HandshakeService current = service;
        if (current != null && current.settings().equals(settings)) {
            return current;
        }
        if (current != null) {
            current.close();
        }
        HandshakeService made = services.apply(settings);
        made.start();
        service = made;
        listeners.forEach(listener -> listener.accept(made));
        return made;
    }

    /** The agents that the service knows; none before there is one. */
    public synchronized List<AgentReport> reports() {
        return service == null ? List.of() : service.reports();
    }

    /** A metric's value now. */
    public synchronized long value(HandshakeMetric metric) {
        return switch (metric) {
            case GRANTED -> granted.sum();
            case REFUSED -> refused.sum();
            case SEEN -> service == null ? 0 : service.seenCount();
            case KEYS -> service == null ? 0 : service.keyCount();
            case TOKENS -> service == null ? 0 : service.tokens().rememberedCount();
        };
    }

    void count(boolean grants) {
        (grants ? granted : refused).increment();
    }

    /** A reader of this process follows the document from now on. */
    public HandshakeService inForce(HandshakeSettings settings, String hash, PipelineDocument document) {
        HandshakeService of = service(settings);
        of.document().set(new DocumentInForce.Version(hash, document));
        return of;
    }
}
