package io.adxflow.sources.listen;

import io.adxflow.sources.listen.Discovery.Found;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the coordinator knows of one input: what was found, what of it is taken, what may be acknowledged. Bounded by
 * {@link ListenInput#maxRemembered} and {@link #MAX_PENDING}: beyond either nothing is taken, for to forget would be to take twice.
 * Used by the coordinator's thread.
 */
final class InputBook {
    /** Of one input; what more there is, is found again. */
    static final int MAX_PENDING = 10_000;

    private final ListenInput input;
    private final Map<String, Long> cursors = new HashMap<>();
    private final Map<BlobKey, Long> remembered = new HashMap<>();
    private final Map<BlobKey, List<String>> active = new HashMap<>();
    private final Deque<ListenSplit> pending = new ArrayDeque<>();
    private final List<String> receipts = new ArrayList<>();
    private long found;
    private long repeated;
    private boolean full;
    private @Nullable InputState snapshot;

    InputBook(ListenInput input, InputState restored) {
        this.input = input;
        cursors.putAll(restored.cursors());
        remembered.putAll(restored.remembered());
        restored.active().forEach((key, of) -> active.put(key, new ArrayList<>(of)));
        pending.addAll(restored.pending());
    }

    ListenInput input() {
        return input;
    }

    /** Whether there is room for what a look finds. */
    boolean hasRoom() {
        full = pending.size() >= MAX_PENDING || remembered.size() >= input.maxRemembered();
        return !full;
    }

    /** Takes in what was found; cursors move only when all of it was. */
    void take(Discovery.Look look, long nowMillis) {
        boolean all = true;
        for (Found each : look.found()) {
            all &= take(each, nowMillis);
        }
        if (all && !look.cursors().equals(cursors)) {
            cursors.clear();
            cursors.putAll(look.cursors());
            snapshot = null;
        }
        forget(nowMillis);
    }

    private boolean take(Found each, long nowMillis) {
        BlobKey key = BlobKey.of(input.name(), each.name(), each.etag());
        Long seen = remembered.get(key);
        if (seen == null) {
            // What comes by a cursor is not found again, so that it is taken in full; a look has a bound of its own.
            if (each.receipt().isEmpty() && !hasRoom()) {
                return false;
            }
            found++;
            remembered.put(key, nowMillis);
            List<String> of = new ArrayList<>();
            if (!each.receipt().isEmpty()) {
                of.add(each.receipt());
            }
            active.put(key, of);
            pending.add(ListenSplit.of(input.name(), each));
            snapshot = null;
            return true;
        }
        if (!each.endless()) {
            repeated++;
        }
        if (nowMillis - seen > input.remember().toMillis() / 4) {
            remembered.put(key, nowMillis);
            snapshot = null;
        }
        if (!each.receipt().isEmpty()) {
            List<String> of = active.get(key);
            if (of == null) {
                receipts.add(each.receipt());
            } else if (!of.contains(each.receipt())) {
                of.add(each.receipt());
                snapshot = null;
            }
        }
        return true;
    }

    private void forget(long nowMillis) {
        long before = nowMillis - input.remember().toMillis();
        if (remembered.entrySet().removeIf(entry -> entry.getValue() < before && !active.containsKey(entry.getKey()))) {
            snapshot = null;
        }
    }

    /** All of a split is taken, durably. */
    void finished(BlobKey key) {
        List<String> of = active.remove(key);
        if (of != null) {
            receipts.addAll(of);
            snapshot = null;
        }
    }

    /** What may be acknowledged now; the caller gives back what it could not. */
    List<String> takeReceipts() {
        List<String> taken = List.copyOf(receipts);
        receipts.clear();
        return taken;
    }

    void giveBack(List<String> unacknowledged) {
        receipts.addAll(unacknowledged);
    }

    /** Receipts of what is not taken as a whole. */
    List<String> unacknowledged() {
        return active.values().stream().flatMap(List::stream).toList();
    }

    Map<String, Long> cursors() {
        return Map.copyOf(cursors);
    }

    /** The next split for a reader, or null; endless ones come first. */
    @Nullable
    ListenSplit poll() {
        ListenSplit next = pending.poll();
        if (next != null) {
            snapshot = null;
        }
        return next;
    }

    /** The next split without an end, or null. */
    @Nullable
    ListenSplit pollEndless() {
        ListenSplit first = pending.peek();
        return first != null && first.endless() ? poll() : null;
    }

    /** A reader has these. */
    void held(Set<BlobKey> keys) {
        if (pending.removeIf(split -> keys.contains(BlobKey.of(split)))) {
            snapshot = null;
        }
    }

    /** A split that a reader had and has lost, unless it {@linkplain #held tells} that it has it. */
    void back(ListenSplit split) {
        pending.addFirst(split);
        snapshot = null;
    }

    InputState state() {
        InputState state = snapshot;
        if (state == null) {
            Map<BlobKey, List<String>> of = new HashMap<>();
            active.forEach((key, list) -> of.put(key, List.copyOf(list)));
            state = new InputState(cursors, remembered, of, List.copyOf(pending));
            snapshot = state;
        }
        return state;
    }

    long found() {
        return found;
    }

    long repeated() {
        return repeated;
    }

    int remembered() {
        return remembered.size();
    }

    int pending() {
        return pending.size();
    }

    int active() {
        return active.size();
    }

    boolean isFull() {
        return full;
    }
}
