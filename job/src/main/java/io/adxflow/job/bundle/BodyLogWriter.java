package io.adxflow.job.bundle;

import io.adxflow.sinks.storage.AppendFile;
import io.adxflow.sinks.storage.AppendStore;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Appends the bodies of one reader and attempt to rolling files, and knows which of these are still needed. Used by the
 * reader's thread alone.
 *
 * <p>A file is named {@code <subtask>/<attempt>-<number>.log}: the folder tells whose leftovers it may be, the attempt keeps a
 * zombie from ever writing into a living log.
 */
final class BodyLogWriter implements Closeable {
    private static final byte[] MAGIC = {'A', 'D', 'X', 'B', 1, 0, 0, 0};

    private final AppendStore store;
    private final String prefix;
    private final long maxFileBytes;
    private final Deque<BodyLogFile> closed = new ArrayDeque<>();
    private @Nullable AppendFile current;
    private long currentFirst;
    private long currentDurable;
    private int fileNumber;
    private long lastSequence;

    /** @param prefix folder and attempt, ending where the file's number begins */
    BodyLogWriter(AppendStore store, String prefix, long maxFileBytes) {
        this.store = store;
        this.prefix = prefix;
        this.maxFileBytes = maxFileBytes;
    }

    /** Where the first record of a file begins. */
    static int headerBytes() {
        return MAGIC.length;
    }

    /** The sequence that the next record must carry. */
    long nextSequence() {
        return lastSequence + 1;
    }

    /** Appends a record; durable after {@link #sync()}. */
    void append(BodyLogRecord record) throws IOException {
        AppendFile file = current;
        if (file != null && file.length() >= maxFileBytes) {
            // Its tail must be durable with the next checkpoint like everything else.
            file.sync();
            roll(file, file.length());
            file = null;
        }
        if (file == null) {
            file = store.create(prefix + fileNumber++ + ".log");
            current = file;
            currentFirst = record.sequence();
            currentDurable = 0;
            file.append(MAGIC, 0, MAGIC.length);
        }
        byte[] head = record.encodeHead();
        file.append(head, 0, head.length);
        file.append(record.body(), 0, record.body().length);
        lastSequence = record.sequence();
    }

    /** Makes every appended record durable. */
    void sync() throws IOException {
        AppendFile file = current;
        if (file == null || file.length() == currentDurable) {
            return;
        }
        file.sync();
        currentDurable = file.length();
        if (file.endsAtSync()) {
            roll(file, currentDurable);
        }
    }

    private void roll(AppendFile file, long durable) throws IOException {
        file.close();
        closed.add(new BodyLogFile(file.name(), currentFirst, lastSequence, durable));
        current = null;
    }

    /**
     * Lets go of every file whose records all lie before {@code firstNeeded}; call after {@link #sync()}.
     *
     * @return their names, to be deleted once the checkpoint that no longer refers to them is complete
     */
    List<String> release(long firstNeeded) throws IOException {
        AppendFile file = current;
        if (file != null && lastSequence < firstNeeded) {
            roll(file, currentDurable);
        }
        List<String> released = new ArrayList<>();
        while (!closed.isEmpty() && closed.getFirst().lastSequence() < firstNeeded) {
            released.add(closed.removeFirst().name());
        }
        return released;
    }

    /** The files that hold every durable record not yet released, oldest first. */
    List<BodyLogFile> files() {
        List<BodyLogFile> files = new ArrayList<>(closed);
        if (current != null && currentDurable > 0) {
            files.add(new BodyLogFile(current.name(), currentFirst, lastSequence, currentDurable));
        }
        return files;
    }

    int fileCount() {
        return closed.size() + (current == null ? 0 : 1);
    }

    /** Bytes in the files not yet released. */
    long bytes() {
        long bytes = current == null ? 0 : current.length();
        for (BodyLogFile file : closed) {
            bytes += file.durableLength();
        }
        return bytes;
    }

    @Override
    public void close() throws IOException {
        if (current != null) {
            current.close();
        }
    }
}
