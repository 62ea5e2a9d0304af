package io.adxflow.sinks.batch;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * The frame that turns deflated slices, joined as they are, into one gzip file of a single member (RFC 1952). Each slice
 * ends with a full flush, so that the empty final block {@code 03 00} may follow any of them. A single member because
 * not every reader goes on after the first one.
 */
final class GzipAssembly {
    private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};

    private GzipAssembly() {}

    static byte[] header() {
        return HEADER.clone();
    }

    /** The empty final block, the CRC-32 of all rows and their length modulo 2^32. */
    static byte[] trailer(List<SliceRef> slices) {
        int crc = 0;
        long rawBytes = 0;
        for (SliceRef slice : slices) {
            crc = Crc32Combine.combine(crc, slice.crc32(), slice.rawLength());
            rawBytes += slice.rawLength();
        }
        return ByteBuffer.allocate(10)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) 3)
                .put((byte) 0)
                .putInt(crc)
                .putInt((int) rawBytes)
                .array();
    }
}
