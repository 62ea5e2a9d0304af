package io.adxflow.sources.http;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The readers of one listener: routes bodies to them by hash, and counts refusals on the first of them. Reads take no lock.
 *
 * <p>A body meets the same reader as long as the set of readers stays; across restarts the remembered hashes are
 * in the state of all.
 */
final class AttachedReaders {
    private volatile AttachedReader[] readers = {};
    /** Refusals while no reader was there to count them. */
    private final Map<Refusal, Long> uncounted = new EnumMap<>(Refusal.class);

    /** @throws IllegalStateException when readers of another job are attached */
    synchronized void add(AttachedReader reader) {
        List<AttachedReader> next = new ArrayList<>(Arrays.asList(readers));
        if (!next.isEmpty() && !next.get(0).job().equals(reader.job())) {
            throw new IllegalStateException("another job (" + next.get(0).job()
                    + ") receives on this address; give each job" + " its own " + IngestOptions.HTTP.key());
        }
        next.add(reader);
        next.sort(Comparator.comparingInt(AttachedReader::subtask));
        readers = next.toArray(AttachedReader[]::new);
        uncounted.forEach(reader.refusals()::count);
        uncounted.clear();
    }

    /** False when it was not there. */
    synchronized boolean remove(AttachedReader reader) {
        int before = readers.length;
        readers = Arrays.stream(readers).filter(other -> !other.equals(reader)).toArray(AttachedReader[]::new);
        return readers.length < before;
    }

    int count() {
        return readers.length;
    }

    /** True for exactly one of the readers: the one that reports what belongs to all. */
    boolean isFirst(ReaderQueue queue) {
        AttachedReader[] current = readers;
        return current.length > 0 && current[0].queue() == queue;
    }

    /** Null without a reader. All readers of a job have equal ones. */
    @Nullable
    IngestTargets targets() {
        AttachedReader[] current = readers;
        return current.length == 0 ? null : current[0].targets();
    }

    /** @param budgetBytes shared evenly, so that one stuck reader does not take the room of all */
    ReaderQueue.Offer offer(QueuedRequest request, long budgetBytes) {
        AttachedReader[] current = readers;
        if (current.length == 0) {
            return ReaderQueue.Offer.CLOSED;
        }
        int index = (int) Long.remainderUnsigned(request.request().bodyHashHigh(), current.length);
        return current[index].queue().offer(request, budgetBytes / current.length);
    }

    void countRefusal(Refusal reason) {
        AttachedReader[] current = readers;
        if (current.length > 0) {
            current[0].refusals().count(reason, 1);
        } else {
            keepUncounted(reason);
        }
    }

    private synchronized void keepUncounted(Refusal reason) {
        uncounted.merge(reason, 1L, Long::sum);
    }
}
