package io.adxflow.job.tail;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who watches rows in this JVM: where readers look, which is all that they do while nobody does. Thread-safe. */
public final class TailBoard {
    /** At a time, since each costs the readers something. */
    static final int MAX_TAILS = 8;

    private static final TailBoard JVM = new TailBoard();

    /** Null while nobody watches. */
    private volatile @Nullable List<Tail> open;

    /** The board of this JVM. */
    public static TailBoard jvm() {
        return JVM;
    }

    /** Those who watch now; null when nobody does. */
    @Nullable
    List<Tail> open() {
        return open;
    }

    /** Has rows copied from now on, until it is closed; null when as many watch as may. */
    public synchronized @Nullable Tail open(TailRequest request) {
        List<Tail> next = new ArrayList<>();
        List<Tail> before = open;
        if (before != null) {
            next.addAll(before);
        }
        if (next.size() >= MAX_TAILS) {
            return null;
        }
        Tail tail = new Tail(request);
        next.add(tail);
        open = List.copyOf(next);
        return tail;
    }

    /** Nothing is copied for it from now on. */
    public synchronized void close(Tail tail) {
        List<Tail> before = open;
        if (before != null) {
            List<Tail> next = before.stream().filter(other -> other != tail).toList();
            open = next.isEmpty() ? null : next;
        }
    }
}
