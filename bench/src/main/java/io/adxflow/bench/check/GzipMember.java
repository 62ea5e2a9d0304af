package io.adxflow.bench.check;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Reads the first member of a gzip file (RFC 1952) and no further, and insists that it is the only one: its end throws when
 * the checksum or the length is wrong, or when any byte follows.
 */
final class GzipMember extends InputStream {
    private static final int HEADER_LENGTH = 10;
    private static final int TRAILER_LENGTH = 8;

    private final InputStream in;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();
    private final byte[] compressed = new byte[1 << 16];
    private int compressedLength;
    private boolean ended;

    GzipMember(InputStream in) throws IOException {
        this.in = in;
        byte[] header = in.readNBytes(HEADER_LENGTH);
        if (header.length < HEADER_LENGTH
                || (header[0] & 0xff) != 0x1f
                || (header[1] & 0xff) != 0x8b
                || header[2] != 8) {
            throw new IOException("no gzip header");
        }
        if (header[3] != 0) {
            throw new IOException("gzip flags: " + header[3] + " (expected: 0)");
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (ended || length == 0) {
            return ended ? -1 : 0;
        }
        try {
            int inflated = inflater.inflate(into, offset, length);
            while (inflated == 0 && !inflater.finished()) {
                int read = in.read(compressed);
                if (read < 0) {
                    throw new EOFException("gzip member ends in the middle");
                }
                compressedLength = read;
                inflater.setInput(compressed, 0, read);
                inflated = inflater.inflate(into, offset, length);
            }
            crc.update(into, offset, inflated);
            if (inflated > 0) {
                return inflated;
            }
        } catch (DataFormatException e) {
            throw new IOException("not deflate: " + e.getMessage(), e);
        }
        checkTrailer();
        ended = true;
        return -1;
    }

    private void checkTrailer() throws IOException {
        int left = inflater.getRemaining();
        byte[] end = new byte[TRAILER_LENGTH];
        int fromBuffer = Math.min(left, TRAILER_LENGTH);
        System.arraycopy(compressed, compressedLength - left, end, 0, fromBuffer);
        if (in.readNBytes(end, fromBuffer, TRAILER_LENGTH - fromBuffer) < TRAILER_LENGTH - fromBuffer) {
            throw new EOFException("gzip trailer is cut off");
        }
        ByteBuffer trailer = ByteBuffer.wrap(end).order(ByteOrder.LITTLE_ENDIAN);
        if (trailer.getInt() != (int) crc.getValue()) {
            throw new IOException("gzip checksum does not match");
        }
        if (trailer.getInt() != (int) inflater.getBytesWritten()) {
            throw new IOException("gzip length does not match");
        }
        if (left > TRAILER_LENGTH || in.read() >= 0) {
            throw new IOException("bytes after the first gzip member");
        }
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        in.close();
    }
}
