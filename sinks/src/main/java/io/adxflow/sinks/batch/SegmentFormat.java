package io.adxflow.sinks.batch;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The layout of a segment file, big endian:
 *
 * <pre>
 * file   "ADXFSEG" version:1
 * slice  magic:4 headerLength:4 header headerCrc32c:4 deflated bytes
 * header key rows:4 rawLength:4 crc32:4 storedLength:4 storedCrc32c:4 oldestArrival:8 minTimestamp:8 maxTimestamp:8
 * </pre>
 *
 * so that the rows of a file can be found and checked without any state.
 */
final class SegmentFormat {
    static final byte[] FILE_HEADER = {'A', 'D', 'X', 'F', 'S', 'E', 'G', 1};

    private static final int SLICE_MAGIC = 0x534C4331;

    /** Magic and length of the header, before it. */
    static final int PREFIX_BYTES = 8;

    static final int HEADER_CRC_BYTES = 4;

    private SegmentFormat() {}

    /** What stands before a slice's deflated bytes. */
    static byte[] sliceHeader(Chunk chunk, int storedCrc32c) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(SLICE_MAGIC);
        out.writeInt(0);
        BatchCodecs.BATCH_KEY.write(chunk.key(), out);
        out.writeInt(chunk.rows());
        out.writeInt(chunk.rawLength());
        out.writeInt(chunk.crc32());
        out.writeInt(chunk.deflatedLength());
        out.writeInt(storedCrc32c);
        out.writeLong(chunk.oldestArrivalMillis());
        out.writeLong(chunk.minTimestampMillis());
        out.writeLong(chunk.maxTimestampMillis());
        out.writeInt(0);
        byte[] header = bytes.toByteArray();
        int length = header.length - PREFIX_BYTES - HEADER_CRC_BYTES;
        ByteBuffer buffer = ByteBuffer.wrap(header);
        buffer.putInt(4, length);
        buffer.putInt(PREFIX_BYTES + length, crc32c(header, PREFIX_BYTES, length));
        return header;
    }

    /** Length of the header that follows a prefix, or -1 when this is no slice (the torn end of a file). */
    static int headerLength(byte[] prefix) {
        ByteBuffer buffer = ByteBuffer.wrap(prefix);
        return buffer.getInt() == SLICE_MAGIC ? buffer.getInt() : -1;
    }

    /**
     * Reads a header.
     *
     * @param header header and its checksum
     * @param offset of the deflated bytes in the segment
     * @throws CorruptSliceException when the checksum does not fit
     */
    static SegmentSlice parse(byte[] header, String segment, long offset) throws IOException {
        int length = header.length - HEADER_CRC_BYTES;
        if (ByteBuffer.wrap(header).getInt(length) != crc32c(header, 0, length)) {
            throw new CorruptSliceException(
                    "slice header before " + offset + " in " + segment + " (expected: another" + " checksum)");
        }
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(header, 0, length));
        BatchKey key = BatchCodecs.BATCH_KEY.read(in);
        int rows = in.readInt();
        int rawLength = in.readInt();
        int crc32 = in.readInt();
        int storedLength = in.readInt();
        int storedCrc32c = in.readInt();
        return new SegmentSlice(
                key,
                new SliceRef(segment, offset, storedLength, storedCrc32c, rawLength, crc32, rows),
                in.readLong(),
                in.readLong(),
                in.readLong());
    }

    static int crc32c(byte[] bytes, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, offset, length);
        return (int) crc.getValue();
    }
}
