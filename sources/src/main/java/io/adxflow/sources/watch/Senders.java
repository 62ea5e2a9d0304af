package io.adxflow.sources.watch;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Who sends to this JVM, and how much since it began. Bounded: the sender that was silent for longest makes room, and what it sent is
 * counted under {@value #OTHERS} of its listener and namespace, so that sums hold. Thread-safe.
 */
public final class Senders {
    public static final String OTHERS = "(others)";

    private static final Senders JVM = new Senders(2_000, System::currentTimeMillis);

    private final int maxSenders;
    private final LongSupplier millis;
    private final Map<Key, Counted> senders = new ConcurrentHashMap<>();

    private record Key(String host, String agent, String who, String listener, String namespace) {}

    private static final class Counted {
        final AtomicLong requests = new AtomicLong();
        final AtomicLong bytes = new AtomicLong();
        final AtomicLong records = new AtomicLong();
        volatile long lastMillis;
    }

    /**
     * What a sender sent to a namespace.
     *
     * @param host its address without a port
     * @param agent what it calls itself, may be empty
     * @param who it is, as its credential proves; empty where nobody was asked
     * @param bytes of bodies as sent
     * @param records samples, histograms, log records, spans and data points
     * @param lastMillis of its last request, epoch milliseconds
     */
    public record Sent(
            String host,
            String agent,
            String who,
            String listener,
            String namespace,
            long requests,
            long bytes,
            long records,
            long lastMillis) {}

    /** @param millis a clock */
    Senders(int maxSenders, LongSupplier millis) {
        this.maxSenders = maxSenders;
        this.millis = millis;
    }

    /** The senders of this JVM. */
    public static Senders jvm() {
        return JVM;
    }

    /**
     * A request was taken.
     *
     * @param sender remote address with its port, and user agent
     * @param who it is, as its credential proves; empty where nobody was asked
     */
    public void add(String sender, String who, String listener, String namespace, long bytes, long records) {
        Key key = new Key(SenderText.host(sender), SenderText.agent(sender), who, listener, namespace);
        Counted counted = senders.get(key);
        if (counted == null) {
            if (senders.size() >= maxSenders) {
                foldOldest();
            }
            counted = senders.computeIfAbsent(key, added -> new Counted());
        }
        counted.lastMillis = millis.getAsLong();
        counted.requests.incrementAndGet();
        counted.bytes.addAndGet(bytes);
        counted.records.addAndGet(records);
    }

    /** A tenth at once, so that it is rare. */
    private synchronized void foldOldest() {
        if (senders.size() < maxSenders) {
            return;
        }
        long[] times = senders.values().stream()
                .mapToLong(counted -> counted.lastMillis)
                .sorted()
                .toArray();
        long before = times[times.length / 10];
        for (Key key : List.copyOf(senders.keySet())) {
            Counted counted = senders.get(key);
            if (counted != null && counted.lastMillis <= before && !key.host().equals(OTHERS)) {
                senders.remove(key);
                Counted others = senders.computeIfAbsent(
                        new Key(OTHERS, "", "", key.listener(), key.namespace()), added -> new Counted());
                others.requests.addAndGet(counted.requests.get());
                others.bytes.addAndGet(counted.bytes.get());
                others.records.addAndGet(counted.records.get());
                others.lastMillis = Math.max(others.lastMillis, counted.lastMillis);
            }
        }
    }

    /** All of them, in no order. */
    public List<Sent> all() {
        List<Sent> all = new ArrayList<>();
        senders.forEach((key, counted) -> all.add(new Sent(
                key.host(),
                key.agent(),
                key.who(),
                key.listener(),
                key.namespace(),
                counted.requests.get(),
                counted.bytes.get(),
                counted.records.get(),
                counted.lastMillis)));
        return all;
    }
}
