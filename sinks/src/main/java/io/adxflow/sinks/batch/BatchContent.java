package io.adxflow.sinks.batch;

import io.adxflow.sinks.storage.AppendStore;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The bytes of a sealed batch as a destination gets them: one gzip file whose length is known before the first byte is
 * read, to be streamed or read at any position (blocks of an upload, retries). Every slice is checked when it is read.
 * For one thread; holds at most two slices' worth of memory.
 */
public final class BatchContent {
    private final AppendStore segments;
    private final List<SliceRef> slices;
    private final byte[] header = GzipAssembly.header();
    private final byte[] trailer;
    private final long length;

    /** Where each slice starts in the file; one more entry for the trailer. */
    private final long[] starts;

    /** The newest slice read, at the beginning of an array that the next one takes over where it is long enough. */
    private int loadedSlice = -1;

    private byte[] loaded = new byte[0];

    public BatchContent(AppendStore segments, SealedBatch batch) {
        this.segments = segments;
        this.slices = batch.slices();
        this.trailer = GzipAssembly.trailer(slices);
        this.starts = new long[slices.size() + 1];
        long position = header.length;
        for (int i = 0; i < slices.size(); i++) {
            starts[i] = position;
            position += slices.get(i).length();
        }
        starts[slices.size()] = position;
        this.length = position + trailer.length;
    }

    /** Bytes of the whole file. */
    public long length() {
        return length;
    }

    /**
     * Writes the whole file.
     *
     * @throws CorruptSliceException when a slice is not what was written
     * @throws MissingSegmentException when a segment is gone
     */
    public void writeTo(OutputStream out) throws IOException {
        out.write(header);
        for (int i = 0; i < slices.size(); i++) {
            load(i);
            out.write(loaded, 0, slices.get(i).length());
        }
        out.write(trailer);
    }

    /**
     * Writes what can be read, whether or not it is what was written: for a look at a batch that is damaged. The result
     * need not be a gzip file.
     */
    public void writeUnchecked(OutputStream out) throws IOException {
        out.write(header);
        for (SliceRef slice : slices) {
            byte[] bytes = new byte[slice.length()];
            try {
                segments.read(slice.segment(), slice.offset(), bytes, 0, bytes.length);
            } catch (FileNotFoundException | EOFException e) {
                continue;
            }
            out.write(bytes);
        }
        out.write(trailer);
    }

    /**
     * Reads up to {@code count} bytes from {@code position}; returns how many, fewer only at the end of the file.
     *
     * @throws CorruptSliceException when a slice is not what was written
     * @throws MissingSegmentException when a segment is gone
     */
    public int read(long position, byte[] into, int offset, int count) throws IOException {
        int done = 0;
        while (done < count && position + done < length) {
            done += readPart(position + done, into, offset + done, count - done);
        }
        return done;
    }

    /** The whole file as a stream from its beginning, which needs no closing; for one thread like all of this. */
    public InputStream stream() {
        return new InputStream() {
            private long position;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
            }

            @Override
            public int read(byte[] into, int offset, int count) throws IOException {
                int done = BatchContent.this.read(position, into, offset, count);
                position += done;
                return done == 0 && count > 0 ? -1 : done;
            }
        };
    }

    private int readPart(long position, byte[] into, int offset, int count) throws IOException {
        if (position < header.length) {
            return copy(header, (int) position, header.length, into, offset, count);
        }
        long trailerStart = starts[slices.size()];
        if (position >= trailerStart) {
            return copy(trailer, (int) (position - trailerStart), trailer.length, into, offset, count);
        }
        int index = sliceAt(position);
        load(index);
        return copy(loaded, (int) (position - starts[index]), slices.get(index).length(), into, offset, count);
    }

    /** The last slice that starts at or before {@code position}. */
    private int sliceAt(long position) {
        int low = 0;
        int high = slices.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (starts[middle] <= position) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    private static int copy(byte[] from, int start, int end, byte[] into, int offset, int count) {
        int part = Math.min(count, end - start);
        System.arraycopy(from, start, into, offset, part);
        return part;
    }

    /** Puts a slice into {@link #loaded}, unless it is there. */
    private void load(int index) throws IOException {
        if (loadedSlice == index) {
            return;
        }
        loadedSlice = -1;
        SliceRef slice = slices.get(index);
        int count = slice.length();
        if (loaded.length < count) {
            loaded = new byte[Math.max(count, 2 * loaded.length)];
        }
        try {
            segments.read(slice.segment(), slice.offset(), loaded, 0, count);
        } catch (FileNotFoundException e) {
            throw new MissingSegmentException("segment: " + slice.segment() + " (expected: a file)", e);
        } catch (EOFException e) {
            throw new CorruptSliceException("slice: " + slice + " (expected: a longer segment)", e);
        }
        CRC32C crc = new CRC32C();
        crc.update(loaded, 0, count);
        if ((int) crc.getValue() != slice.storedCrc32c()) {
            throw new CorruptSliceException("slice: " + slice + " (expected: another CRC-32C than "
                    + Integer.toHexString((int) crc.getValue()) + ")");
        }
        loadedSlice = index;
    }
}
