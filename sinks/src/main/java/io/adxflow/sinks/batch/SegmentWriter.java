package io.adxflow.sinks.batch;

import io.adxflow.sinks.storage.AppendFile;
import io.adxflow.sinks.storage.AppendStore;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Appends chunks to segment files, rolling to a new one at a size. For one thread. Each file is written by one attempt of
 * one task and has a name nobody else uses.
 */
final class SegmentWriter implements Closeable {
    private final AppendStore store;
    private final Supplier<String> names;
    private final long maxSize;

    private @Nullable AppendFile current;
    private long slicesInCurrent;
    private boolean progressed;

    /** Progress of closed segments that nobody has been told of. */
    private final List<SegmentProgress> closed = new ArrayList<>();

    SegmentWriter(AppendStore store, Supplier<String> names, long maxSize) {
        this.store = store;
        this.names = names;
        this.maxSize = maxSize;
    }

    SliceRef append(Chunk chunk) throws IOException {
        int length = chunk.deflatedLength();
        int storedCrc32c = SegmentFormat.crc32c(chunk.deflated(), 0, length);
        byte[] header = SegmentFormat.sliceHeader(chunk, storedCrc32c);
        AppendFile file = current;
        if (file != null && file.length() + header.length + length > maxSize) {
            file.sync();
            end(file);
            file = null;
        }
        if (file == null) {
            file = store.create(names.get());
            current = file;
            file.append(SegmentFormat.FILE_HEADER, 0, SegmentFormat.FILE_HEADER.length);
        }
        file.append(header, 0, header.length);
        long offset = file.append(chunk.deflated(), 0, length);
        slicesInCurrent++;
        progressed = true;
        return new SliceRef(file.name(), offset, length, storedCrc32c, chunk.rawLength(), chunk.crc32(), chunk.rows());
    }

    /** Makes all slices durable. */
    void sync() throws IOException {
        AppendFile file = current;
        if (file != null) {
            file.sync();
            if (file.endsAtSync()) {
                end(file);
            }
        }
    }

    /** Ends the current segment: the next slice opens a new one. */
    void roll() throws IOException {
        AppendFile file = current;
        if (file != null) {
            file.sync();
            end(file);
        }
    }

    /** What changed since the last call. */
    List<SegmentProgress> takeProgress() {
        if (!progressed && closed.isEmpty()) {
            return List.of();
        }
        List<SegmentProgress> changed = new ArrayList<>(closed);
        closed.clear();
        AppendFile file = current;
        if (file != null && progressed) {
            changed.add(new SegmentProgress(file.name(), slicesInCurrent, false));
        }
        progressed = false;
        return changed;
    }

    private void end(AppendFile file) throws IOException {
        closed.add(new SegmentProgress(file.name(), slicesInCurrent, true));
        current = null;
        slicesInCurrent = 0;
        progressed = false;
        file.close();
    }

    @Override
    public void close() throws IOException {
        if (current != null) {
            current.close();
        }
    }
}
