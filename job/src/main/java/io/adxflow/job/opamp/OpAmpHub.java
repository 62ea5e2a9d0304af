package io.adxflow.job.opamp;

import io.adxflow.job.handshake.HandshakeHub;
import io.adxflow.job.handshake.HandshakeService;
import org.jspecify.annotations.Nullable;

/** The agents of the job that runs in this process. Thread-safe. */
public final class OpAmpHub {
    private static final OpAmpHub JVM = new OpAmpHub(HandshakeHub.jvm());

    private final OpAmpCounts counts = new OpAmpCounts();
    private volatile @Nullable OpAmpService service;

    OpAmpHub(HandshakeHub handshakes) {
        handshakes.onService(this::follow);
    }

    /** The hub of this JVM (and class loader). */
    public static OpAmpHub jvm() {
        return JVM;
    }

    private synchronized void follow(HandshakeService handshakes) {
        OpAmpService before = service;
        if (before != null) {
            before.stop();
        }
        OpAmpService next = new OpAmpService(
                handshakes, new AgentLog(handshakes.settings().storage().folder("agents")), counts);
        next.start();
        service = next;
    }

    /** Null before a job has come. */
    @Nullable
    OpAmpService service() {
        return service;
    }

    OpAmpCounts counts() {
        return counts;
    }

    /** A metric's value now. */
    public long value(OpAmpMetric metric) {
        OpAmpService current = service;
        return switch (metric) {
            case MESSAGES, REFUSED, OFFERS, HALTED -> counts.count(metric);
            default -> current == null ? 0 : current.count(metric);
        };
    }
}
