package io.adxflow.job.bundle;

import io.adxflow.job.rows.TableBuffer;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Encodes chunks with the JDK's Deflater, window by window, so that only one window of CSV exists at a time. */
final class JdkChunkEncoder implements ChunkEncoder {
    private static final int WINDOW_BYTES = 256 * 1024;
    private static final int MAX_IDLE_OUT_BYTES = 16 * WINDOW_BYTES;

    private final byte[] window = new byte[WINDOW_BYTES];
    private final Deflater deflater;
    private final CRC32 checksum = new CRC32();
    private byte[] out = new byte[WINDOW_BYTES];
    private int outLength;
    private int rawLength;

    /** @param level 1 (fastest) to 9 (smallest) */
    JdkChunkEncoder(int level) {
        this.deflater = new Deflater(level, true);
    }

    @Override
    public EncodedRows encode(TableBuffer buffer) {
        deflater.reset();
        checksum.reset();
        outLength = 0;
        rawLength = 0;
        buffer.drain(window, this::deflateWindow);
        flush();
        EncodedRows encoded = new EncodedRows(Arrays.copyOf(out, outLength), rawLength, (int) checksum.getValue());
        if (out.length > MAX_IDLE_OUT_BYTES) {
            out = new byte[WINDOW_BYTES];
        }
        return encoded;
    }

    private void deflateWindow(byte[] csv, int offset, int length) {
        checksum.update(csv, offset, length);
        rawLength += length;
        deflater.setInput(csv, offset, length);
        while (!deflater.needsInput()) {
            makeRoom();
            outLength += deflater.deflate(out, outLength, out.length - outLength, Deflater.NO_FLUSH);
        }
    }

    private void flush() {
        int room;
        int written;
        do {
            makeRoom();
            room = out.length - outLength;
            written = deflater.deflate(out, outLength, room, Deflater.FULL_FLUSH);
            outLength += written;
        } while (written == room);
    }

    private void makeRoom() {
        if (out.length - outLength < 1024) {
            out = Arrays.copyOf(out, out.length * 2);
        }
    }

    @Override
    public void close() {
        deflater.end();
    }
}
