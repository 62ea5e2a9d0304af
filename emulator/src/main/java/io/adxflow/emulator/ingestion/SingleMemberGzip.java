package io.adxflow.emulator.ingestion;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Reads the first member of a gzip stream (RFC 1952) and nothing after it: that is what the engine's reader may do with
 * concatenated members, and rows lost that way must show.
 */
final class SingleMemberGzip extends FilterInputStream {
    private static final int BUFFER = 1 << 16;
    private static final int FHCRC = 2;
    private static final int FEXTRA = 4;
    private static final int FNAME = 8;
    private static final int FCOMMENT = 16;

    private final PushbackInputStream compressed;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();
    private final byte[] input = new byte[BUFFER];
    private int filled;
    private boolean ended;
    private long trailingBytes;

    SingleMemberGzip(InputStream in) throws IOException {
        super(new PushbackInputStream(in, BUFFER));
        compressed = (PushbackInputStream) super.in;
        readHeader();
    }

    /** Compressed bytes after the first member, which were not read; known at the end of the stream. */
    long trailingBytes() {
        return trailingBytes;
    }

    private void readHeader() throws IOException {
        if (next() != 0x1f || next() != 0x8b || next() != 8) {
            throw new IOException("Error GZIP header, first magic byte doesn't match");
        }
        int flags = next();
        for (int i = 0; i < 6; i++) {
            next();
        }
        if ((flags & FEXTRA) != 0) {
            int length = next() | next() << 8;
            for (int i = 0; i < length; i++) {
                next();
            }
        }
        if ((flags & FNAME) != 0) {
            skipText();
        }
        if ((flags & FCOMMENT) != 0) {
            skipText();
        }
        if ((flags & FHCRC) != 0) {
            next();
            next();
        }
    }

    private int next() throws IOException {
        int value = compressed.read();
        if (value < 0) {
            throw new EOFException("the gzip stream ends early");
        }
        return value;
    }

    private void skipText() throws IOException {
        while (next() != 0) {
            // A name or a comment, up to its zero byte.
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (ended || length == 0) {
            return ended ? -1 : 0;
        }
        try {
            while (true) {
                int count = inflater.inflate(buffer, offset, length);
                if (count > 0) {
                    crc.update(buffer, offset, count);
                    return count;
                }
                if (inflater.finished()) {
                    readTrailer();
                    return -1;
                }
                filled = compressed.read(input);
                if (filled < 0) {
                    throw new EOFException("the gzip stream ends early");
                }
                inflater.setInput(input, 0, filled);
            }
        } catch (DataFormatException e) {
            throw new IOException("the gzip stream is broken: " + e.getMessage(), e);
        }
    }

    private void readTrailer() throws IOException {
        ended = true;
        int unread = inflater.getRemaining();
        compressed.unread(input, filled - unread, unread);
        long expectedCrc = littleEndian();
        long expectedSize = littleEndian();
        if (expectedCrc != crc.getValue()) {
            throw new IOException("the checksum of the gzip stream is wrong");
        }
        if (expectedSize != (inflater.getBytesWritten() & 0xffffffffL)) {
            throw new IOException("the length in the gzip trailer is wrong");
        }
        trailingBytes = compressed.transferTo(OutputStream.nullOutputStream());
    }

    private long littleEndian() throws IOException {
        return next() | next() << 8 | next() << 16 | (long) next() << 24;
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        super.close();
    }
}
