package io.adxflow.sources.watch;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What processes tell the one that the coordinator is in of themselves, for people, and what that one asks for, in whatever form those
 * agree upon who write and read it. Best effort: what is lost is told again a moment later. Thread-safe.
 */
public final class PartExchange {
    /** What is larger is not sent: Flink drops an event that is over its frame size without a word. */
    public static final int MAX_BYTES = 4 << 20;

    /** How long what was asked for holds unless it is asked for again. */
    public static final long ASKED_MILLIS = 30_000;

    private static final PartExchange JVM = new PartExchange(System::currentTimeMillis);
    /** While nobody looks, processes tell of themselves every ten seconds. */
    private static final long FORGET_MILLIS = 35_000;
    /** Of rows that nobody fetched. */
    private static final int MAX_ROWS_KEPT = 64;

    private final LongSupplier millis;
    private final AtomicReference<byte @Nullable []> own = new AtomicReference<>();
    private final AtomicReference<byte @Nullable []> ownRows = new AtomicReference<>();
    private final Map<Integer, Received> received = new ConcurrentHashMap<>();
    private final List<byte[]> receivedRows = new ArrayList<>();
    private volatile Map<String, String> asking = Map.of();
    private volatile Asked asked = new Asked(Map.of(), 0);

    /** A part, and when it came. */
    private record Received(byte[] part, long atMillis) {}

    /** What the coordinator's process wants to know, and when it said so. */
    private record Asked(Map<String, String> byTopic, long atMillis) {}

    /** @param millis a clock */
    public PartExchange(LongSupplier millis) {
        this.millis = millis;
    }

    /** The exchange of this JVM. */
    public static PartExchange jvm() {
        return JVM;
    }

    /** Whether rows of this process wait to be sent. */
    public boolean hasRows() {
        return ownRows.get() != null;
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

    /** The same for rows that somebody watches. False when those before were not sent yet, which are kept. */
    public boolean offerRows(byte[] rows) {
        return rows.length <= MAX_BYTES && ownRows.compareAndSet(null, rows);
    }

    /** Rows that are to be sent now, once; null when there are none. */
    public byte @Nullable [] takeRows() {
        return ownRows.getAndSet(null);
    }

    /** A reader has told of its process. */
    public void received(int reader, byte[] part) {
        received.put(reader, new Received(part, millis.getAsLong()));
    }

    /** A reader has sent rows that somebody here watches. What nobody fetches is forgotten, the newest first. */
    public void receivedRows(byte[] rows) {
        synchronized (receivedRows) {
            if (receivedRows.size() < MAX_ROWS_KEPT) {
                receivedRows.add(rows);
            }
        }
    }

    /** The rows that came since this was called before, of all processes. */
    public List<byte[]> fetchRows() {
        synchronized (receivedRows) {
            List<byte[]> fetched = List.copyOf(receivedRows);
            receivedRows.clear();
            return fetched;
        }
    }

    /** The newest parts of other processes. */
    public List<byte[]> parts() {
        long now = millis.getAsLong();
        received.values().removeIf(one -> now - one.atMillis() > FORGET_MILLIS);
        return received.values().stream().map(Received::part).toList();
    }

    /** Where the coordinator is: what people here want to know of a topic from now on; empty for nothing. */
    public synchronized void ask(String topic, String what) {
        if (!asking.getOrDefault(topic, "").equals(what)) {
            Map<String, String> next = new TreeMap<>(asking);
            next.put(topic, what);
            next.values().removeIf(String::isEmpty);
            asking = Map.copyOf(next);
        }
    }

    /** What the coordinator tells the readers to tell of, by topic. */
    public Map<String, String> asking() {
        return asking;
    }

    /** A reader has heard from the coordinator what is wanted. */
    public void asked(Map<String, String> byTopic) {
        asked = new Asked(byTopic, millis.getAsLong());
    }

    /** What the coordinator's process wants to know of this one; empty when it has not asked lately. */
    public String asked(String topic) {
        Asked newest = asked;
        return millis.getAsLong() - newest.atMillis() > ASKED_MILLIS
                ? ""
                : newest.byTopic().getOrDefault(topic, "");
    }
}
