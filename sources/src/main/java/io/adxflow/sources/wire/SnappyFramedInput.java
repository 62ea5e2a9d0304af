package io.adxflow.sources.wire;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32C;
import org.xerial.snappy.Snappy;

/**
 * Reads snappy's framing format (google/snappy, framing_format.txt), checksums checked. Holds one chunk at a time, whose size the
 * format bounds, whatever a chunk claims. What is no such stream shows as an {@link IOException} when it is read.
 */
public final class SnappyFramedInput extends InputStream {
    private static final byte[] IDENTIFIER = {(byte) 0xff, 6, 0, 0, 's', 'N', 'a', 'P', 'p', 'Y'};
    private static final int NAME_BYTES = 6;
    private static final int COMPRESSED = 0;
    private static final int UNCOMPRESSED = 1;
    private static final int FIRST_SKIPPABLE = 0x80;
    private static final int STREAM_IDENTIFIER = 0xff;
    private static final int MAX_CONTENT_BYTES = 65_536;
    private static final int CHECKSUM_BYTES = 4;
    /** The largest block that snappy makes of that much. */
    private static final int MAX_CHUNK_BYTES = CHECKSUM_BYTES + 32 + MAX_CONTENT_BYTES + MAX_CONTENT_BYTES / 6;

    private final InputStream stream;
    private final byte[] content = new byte[MAX_CONTENT_BYTES];
    private byte[] chunk = {};
    private int position;
    private int end;
    private boolean begun;

    /** @param stream read from as little as possible; closed with this one */
    public SnappyFramedInput(InputStream stream) {
        this.stream = stream;
    }

    /** Whether the body begins as a framed stream does, and no block can. */
    public static boolean isFramed(byte[] body) {
        for (int i = 0; i < IDENTIFIER.length; i++) {
            if (i >= body.length || body[i] != IDENTIFIER[i]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int read() throws IOException {
        return fill() ? content[position++] & 0xff : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, end - position);
        System.arraycopy(content, position, into, offset, count);
        position += count;
        return count;
    }

    /** Reads on until there is content; false at the end. */
    private boolean fill() throws IOException {
        while (position == end) {
            int type = stream.read();
            if (type < 0) {
                if (!begun) {
                    throw new IOException("it is empty");
                }
                return false;
            }
            int length = next() | (next() << 8) | (next() << 16);
            if (!begun && type != STREAM_IDENTIFIER) {
                throw new IOException("it does not begin with a stream identifier");
            }
            if (type == COMPRESSED || type == UNCOMPRESSED) {
                readContent(type, length);
            } else if (type == STREAM_IDENTIFIER) {
                readIdentifier(length);
            } else if (type >= FIRST_SKIPPABLE) {
                stream.skipNBytes(length);
            } else {
                throw new IOException("a chunk of the unknown type " + type);
            }
        }
        return true;
    }

    private void readIdentifier(int length) throws IOException {
        boolean right = length == NAME_BYTES;
        for (int i = 0; right && i < length; i++) {
            right = next() == IDENTIFIER[IDENTIFIER.length - NAME_BYTES + i];
        }
        if (!right) {
            throw new IOException("a wrong stream identifier");
        }
        begun = true;
    }

    private void readContent(int type, int length) throws IOException {
        if (length < CHECKSUM_BYTES || length > MAX_CHUNK_BYTES) {
            throw new IOException("a chunk of " + length + " B");
        }
        if (chunk.length < length) {
            chunk = new byte[length];
        }
        if (stream.readNBytes(chunk, 0, length) < length) {
            throw new IOException("it is cut off");
        }
        int blockLength = length - CHECKSUM_BYTES;
        int contentLength =
                type == UNCOMPRESSED ? blockLength : Snappy.uncompressedLength(chunk, CHECKSUM_BYTES, blockLength);
        if (contentLength < 0 || contentLength > MAX_CONTENT_BYTES) {
            throw new IOException("a chunk with more than " + MAX_CONTENT_BYTES + " B in it");
        }
        if (type == UNCOMPRESSED) {
            System.arraycopy(chunk, CHECKSUM_BYTES, content, 0, blockLength);
        } else if (Snappy.uncompress(chunk, CHECKSUM_BYTES, blockLength, content, 0) != contentLength) {
            throw new IOException("a chunk with less in it than it claims");
        }
        int claimed = (chunk[0] & 0xff) | ((chunk[1] & 0xff) << 8) | ((chunk[2] & 0xff) << 16) | (chunk[3] << 24);
        if (claimed != maskedChecksum(contentLength)) {
            throw new IOException("a wrong checksum");
        }
        position = 0;
        end = contentLength;
    }

    /** As section 3 of the format has it. */
    private int maskedChecksum(int length) {
        CRC32C checksum = new CRC32C();
        checksum.update(content, 0, length);
        return Integer.rotateRight((int) checksum.getValue(), 15) + 0xa282ead8;
    }

    private int next() throws IOException {
        int value = stream.read();
        if (value < 0) {
            throw new IOException("it is cut off");
        }
        return value;
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
