package io.adxflow.job.bundle;

import io.adxflow.job.rules.scrub.HashKeys;
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
    /** Files are freed as fast as they are filled, so that few need to wait. */
    private static final int MAX_SPARES = 2;

    private final AppendStore store;
    private final String prefix;
    private final long maxFileBytes;
    private final Deque<BodyLogFile> closed = new ArrayDeque<>();
    private final Deque<String> spares = new ArrayDeque<>();
    private final HashKeys keys;
    private @Nullable AppendFile current;
    private @Nullable BodyLogCipher cipher;
    private boolean keepsSpares = true;
    private long currentFirst;
    private long currentDurable;
    private int fileNumber;
    private long lastSequence;

    /** @param prefix folder and attempt, ending where the file's number begins */
    BodyLogWriter(AppendStore store, String prefix, long maxFileBytes) {
        this(store, prefix, maxFileBytes, HashKeys.NONE);
    }

    /** @param keys of which the first encrypts; without any, files are in clear */
    BodyLogWriter(AppendStore store, String prefix, long maxFileBytes, HashKeys keys) {
        this.keys = keys;
        this.store = store;
        this.prefix = prefix;
        this.maxFileBytes = maxFileBytes;
    }

    /** Where the first record of a file in clear begins. */
    static int headerBytes() {
        return BodyLogHeader.CLEAR_BYTES;
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
            file = newFile(prefix + fileNumber++ + ".log");
            current = file;
            currentFirst = record.sequence();
            currentDurable = 0;
            byte[] header = keys.has("") ? BodyLogHeader.encrypted(keys.first()) : BodyLogHeader.clear();
            cipher = BodyLogHeader.of(header, keys).cipher();
            file.append(header, 0, header.length);
        }
        BodyLogCipher encrypting = cipher;
        if (encrypting == null) {
            byte[] head = record.encodeHead();
            file.append(head, 0, head.length);
            file.append(record.body(), 0, record.bodyLength());
        } else {
            byte[] encrypted = record.encrypt(encrypting, file.length());
            file.append(encrypted, 0, encrypted.length);
        }
        lastSequence = record.sequence();
    }

    /**
     * Whether files that nobody needs any more may be kept to be written over: not when they hold in clear what is to be nowhere.
     *
     * @param keeps false deletes them
     */
    void keepSpares(boolean keeps) {
        keepsSpares = keeps || keys.has("");
    }

    private AppendFile newFile(String name) throws IOException {
        String spare = spares.pollFirst();
        return spare == null ? store.create(name) : store.createOver(spare, name);
    }

    /**
     * Keeps some of the files that nobody needs any more to write over them, if they are this writer's, so that nobody else
     * can be writing into them. A writer that holds nothing keeps none.
     *
     * @return the others, to be deleted
     */
    List<String> reuse(List<String> freed) {
        List<String> others = new ArrayList<>();
        if (fileCount() == 0 || !keepsSpares) {
            others.addAll(spares);
            others.addAll(freed);
            spares.clear();
            return others;
        }
        for (String name : freed) {
            if (store.reusesFiles() && spares.size() < MAX_SPARES && name.startsWith(prefix)) {
                spares.add(name);
            } else {
                others.add(name);
            }
        }
        return others;
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

    /** Ends the file at hand, made durable; the next record begins another one. */
    void endFile() throws IOException {
        AppendFile file = current;
        if (file != null) {
            file.sync();
            roll(file, file.length());
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

    /** Deletes the spares; the other files belong to the state. */
    @Override
    public void close() throws IOException {
        if (current != null) {
            current.close();
        }
        while (!spares.isEmpty()) {
            store.delete(spares.removeFirst());
        }
    }
}
