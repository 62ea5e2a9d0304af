package io.adxflow.sources.watch;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What processes tell the one that the coordinator is in of themselves, for people, in whatever form those agree upon who write and read
 * it. Best effort: what is lost is told again a second later. Thread-safe.
 */
public final class PartExchange {
    /** What is larger is not sent: Flink drops an event that is over its frame size without a word. */
    public static final int MAX_BYTES = 4 << 20;

    private static final PartExchange JVM = new PartExchange(System::currentTimeMillis);
    private static final long FORGET_MILLIS = 15_000;

    private final LongSupplier millis;
    private final AtomicReference<byte @Nullable []> own = new AtomicReference<>();
    private final Map<Integer, Received> received = new ConcurrentHashMap<>();

    /** A part, and when it came. */
    private record Received(byte[] part, long atMillis) {}

    /** @param millis a clock */
    public PartExchange(LongSupplier millis) {
        this.millis = millis;
    }

    /** The exchange of this JVM. */
    public static PartExchange jvm() {
        return JVM;
    }

    /** Gives the newest part of this process to whichever reader sends next. Nobody writes to the array from now on. */
    public void offer(byte[] part) {
        if (part.length <= MAX_BYTES) {
            own.set(part);
        }
    }

    /** What is to be sent now, once; null when there is nothing new. */
    public byte @Nullable [] take() {
        return own.getAndSet(null);
    }

    /** A reader has told of its process. */
    public void received(int reader, byte[] part) {
        received.put(reader, new Received(part, millis.getAsLong()));
    }

    /** The newest parts of other processes. */
    public List<byte[]> parts() {
        long now = millis.getAsLong();
        received.values().removeIf(one -> now - one.atMillis() > FORGET_MILLIS);
        return received.values().stream().map(Received::part).toList();
    }
}
