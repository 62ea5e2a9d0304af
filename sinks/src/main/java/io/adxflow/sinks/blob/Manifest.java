package io.adxflow.sinks.blob;

import io.adxflow.sinks.blob.BlobContainer.Log;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The list of committed files, each of them once. A file is recorded after its commit, those of many commits by one append, which
 * names the position that it is for: who appends knows all that stands before. So a file that another attempt or process may have
 * recorded is looked for first, and one that was made by this attempt is looked for in what others have appended since before it
 * was made. Thread-safe; one caller at a time appends, and who waits finds his files recorded.
 */
final class Manifest {
    private static final int APPEND_BYTES = 1 << 20;

    /** What the clocks of this host and of Azure may differ by. */
    private static final long CLOCKS_MILLIS = 3_600_000;

    private static final int NOT_READ = -2;

    /** Some 20 MB. */
    private static final int MAX_KNOWN = 100_000;

    private final ManifestFiles files;

    /** By batch id: those being committed, and those committed and not recorded. */
    private final Map<String, Pending> pending = new HashMap<>();

    private final RecordedBatches recorded = new RecordedBatches(MAX_KNOWN);
    private volatile boolean opened;
    private int number = NOT_READ;
    private long position;
    private int blocks;

    private static final class Pending {
        private ManifestEntry entry;
        private int attempts;
        private boolean committed;
        private boolean mayBeRecorded;
        private boolean recorded;

        Pending(ManifestEntry entry) {
            this.entry = entry;
        }
    }

    Manifest(ManifestFiles files) {
        this.files = files;
    }

    /**
     * Says that a file is about to be made, after {@link #open}. To be followed by {@link #committed}, if it is there then, and by
     * {@link #attempted} in any case.
     */
    void expect(ManifestEntry entry) {
        synchronized (pending) {
            pending.computeIfAbsent(entry.batchId(), id -> new Pending(entry)).attempts++;
        }
    }

    /** Says that a file is there, to be recorded by the next {@link #sync}. */
    void committed(ManifestEntry entry, boolean mayBeRecorded) {
        synchronized (pending) {
            Pending one = pending.computeIfAbsent(entry.batchId(), id -> new Pending(entry));
            if (!one.committed) {
                one.entry = entry;
            }
            one.committed = true;
            one.mayBeRecorded |= mayBeRecorded;
        }
    }

    /** Whether a file is there, and is not recorded yet. */
    boolean isToBeRecorded(String batchId) {
        synchronized (pending) {
            Pending one = pending.get(batchId);
            return one != null && one.committed;
        }
    }

    /** Whether a batch stands there, which another attempt may have recorded. */
    synchronized boolean isRecorded(BlobContainer container, String batchId, long sealedAtMillis) throws Exception {
        open(container);
        catchUp(container);
        if (number < 0) {
            return false;
        }
        if (recorded.isCompleteSince(sealedAtMillis)) {
            return recorded.contains(batchId);
        }
        recorded.begin(sealedAtMillis);
        boolean[] found = {false};
        readSince(container, sealedAtMillis, entry -> {
            found[0] |= entry.batchId().equals(batchId);
            read(entry);
        });
        return found[0];
    }

    /** Ends what {@link #expect} began, however it went. */
    void attempted(String batchId) {
        synchronized (pending) {
            Pending one = pending.get(batchId);
            if (one != null && --one.attempts <= 0 && !one.committed) {
                pending.remove(batchId);
            }
        }
    }

    /** Learns where the manifest ends, once. */
    void open(BlobContainer container) throws Exception {
        if (!opened) {
            openFirst(container);
        }
    }

    private synchronized void openFirst(BlobContainer container) throws Exception {
        if (number == NOT_READ) {
            int newest = files.newest(container);
            if (newest >= 0) {
                goTo(container, newest);
            }
            number = newest;
        }
        opened = true;
    }

    private void goTo(BlobContainer container, int newest) throws Exception {
        Log log = container.logState(files.name(newest));
        if (log == null) {
            throw new IOException(
                    files.name(newest) + " is gone (expected: a manifest that nobody deletes while the job runs)");
        }
        position = log.length();
        blocks = log.blocks();
        number = newest;
    }

    /** Records what is committed. */
    synchronized void sync(BlobContainer container) throws Exception {
        open(container);
        List<Pending> ready = ready();
        if (ready.isEmpty()) {
            return;
        }
        lookFor(container, ready);
        while (true) {
            List<Pending> next = ready.stream().filter(one -> !one.recorded).toList();
            if (next.isEmpty()) {
                break;
            }
            append(container, next);
        }
        synchronized (pending) {
            ready.forEach(one -> pending.remove(one.entry.batchId()));
        }
    }

    private List<Pending> ready() {
        synchronized (pending) {
            List<Pending> ready = new ArrayList<>();
            for (Pending one : pending.values()) {
                if (one.committed) {
                    ready.add(one);
                }
            }
            return ready;
        }
    }

    /** Looks for those that others may have recorded in all files that they can be in. */
    private void lookFor(BlobContainer container, List<Pending> ready) throws Exception {
        List<Pending> doubtful =
                ready.stream().filter(one -> one.mayBeRecorded && !one.recorded).toList();
        if (doubtful.isEmpty()) {
            return;
        }
        catchUp(container);
        long oldest = doubtful.stream()
                .mapToLong(one -> one.entry.sealedAtMillis())
                .min()
                .orElseThrow();
        if (recorded.isCompleteSince(oldest)) {
            doubtful.forEach(one -> one.recorded |= recorded.contains(one.entry.batchId()));
        } else if (number >= 0) {
            recorded.begin(oldest);
            readSince(container, oldest, this::read);
        }
    }

    /** Tells of all batches with a line that were sealed since then, and of some before. */
    private void readSince(BlobContainer container, long sealedAtMillis, Consumer<ManifestEntry> to) throws Exception {
        for (int file : files.since(container, number, sealedAtMillis - CLOCKS_MILLIS)) {
            Log log = file == number ? null : container.logState(files.name(file));
            long end = log == null ? position : log.length();
            files.read(container, file, 0, end, (line, unused) -> to.accept(ManifestEntry.parse(line)));
        }
    }

    private void append(BlobContainer container, List<Pending> entries) throws Exception {
        if (number < 0 || files.isFull(position, blocks)) {
            int next = Math.max(0, number + 1);
            container.createLog(files.name(next));
            number = next;
            position = 0;
            blocks = 0;
        }
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        Iterator<Pending> all = entries.iterator();
        List<Pending> in = new ArrayList<>();
        while (all.hasNext() && lines.size() < APPEND_BYTES) {
            Pending one = all.next();
            lines.writeBytes(one.entry.line());
            in.add(one);
        }
        int after = container.append(files.name(number), lines.toByteArray(), position);
        if (after < 0) {
            catchUp(container);
            return;
        }
        position += lines.size();
        blocks = after;
        in.forEach(one -> {
            one.recorded = true;
            recorded.add(one.entry);
        });
    }

    /** Reads what others have appended, or we ourselves when the answer was lost. */
    private void catchUp(BlobContainer container) throws Exception {
        if (number < 0) {
            number = files.newest(container);
            if (number < 0) {
                return;
            }
            number = 0;
            position = 0;
        }
        while (true) {
            Log log = container.logState(files.name(number));
            if (log == null) {
                throw new IOException(
                        files.name(number) + " is gone (expected: a manifest that nobody deletes while the job runs)");
            }
            files.read(container, number, position, log.length(), (line, unused) -> read(ManifestEntry.parse(line)));
            position = log.length();
            blocks = log.blocks();
            if (!files.isFull(position, blocks) || !container.exists(files.name(number + 1))) {
                return;
            }
            number++;
            position = 0;
            blocks = 0;
        }
    }

    private void read(ManifestEntry entry) {
        recorded.add(entry);
        mark(entry);
    }

    private void mark(ManifestEntry entry) {
        synchronized (pending) {
            Pending one = pending.get(entry.batchId());
            if (one != null) {
                one.recorded = true;
            }
        }
    }
}
