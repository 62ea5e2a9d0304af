package io.adxflow.sdk.destination;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * The bytes of a batch: CSV without a header line (RFC 4180, UTF-8, lines end in {@code \n}), as one gzip file (RFC 1952) of one member.
 * Its length is known before the first byte is read. For one thread.
 *
 * <p>An exception from here says that the bytes are damaged or gone: it must get out of {@link Destination#stage} and
 * {@link Destination#commit}, as it is or as a cause.
 */
public interface BatchContent {

    /** Bytes of the whole file. */
    long length();

    /** Writes the whole file. Does not close the stream. */
    default void writeTo(OutputStream out) throws IOException {
        long unused = stream().transferTo(out);
    }

    /** Reads up to {@code count} bytes from {@code position}; returns how many, fewer only at the end of the file. */
    int read(long position, byte[] into, int offset, int count) throws IOException;

    /** The whole file from its beginning; needs no closing. */
    default InputStream stream() {
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
}
