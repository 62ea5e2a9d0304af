package io.adxflow.sources.wire.otlp;

import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.MalformedBodyException.Reason;
import io.adxflow.sources.wire.SnappyFramedInput;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.xerial.snappy.Snappy;

/**
 * Decompresses snappy in either form, as the Collector's receiver does: what begins with the framing format's identifier is framed,
 * else it is one block. Senders of both kinds call it {@code snappy}.
 */
final class SnappyBodies {
    /** The densest element of a block is a copy of 64 bytes encoded in 3. */
    private static final int DENSEST_OUTPUT = 64;

    private static final int DENSEST_INPUT = 3;

    private SnappyBodies() {}

    static void inflate(byte[] body, ReusedBytes into) throws MalformedBodyException {
        try {
            if (SnappyFramedInput.isFramed(body)) {
                frames(body, into);
            } else {
                block(body, into);
            }
        } catch (IOException e) {
            throw corrupt(body, String.valueOf(e.getMessage()));
        }
    }

    private static void frames(byte[] body, ReusedBytes into) throws IOException, MalformedBodyException {
        InputStream stream = new SnappyFramedInput(new ByteArrayInputStream(body));
        while (true) {
            // One byte of the padding more than the content may have tells content that ends here from content that
            // goes
            // on.
            int count = stream.read(into.bytes, into.length, into.capacity() - into.length + 1);
            if (count < 0) {
                return;
            }
            into.room(count);
            into.length += count;
        }
    }

    private static void block(byte[] body, ReusedBytes into) throws IOException, MalformedBodyException {
        if (body.length == 0) {
            throw corrupt(body, "it is empty");
        }
        long claimed = Integer.toUnsignedLong(Snappy.uncompressedLength(body));
        if (claimed > into.limit()) {
            throw into.tooLarge();
        }
        if (claimed * DENSEST_INPUT > (long) body.length * DENSEST_OUTPUT) {
            throw corrupt(body, "it claims " + claimed + " B, more than snappy can pack into so few");
        }
        into.room(claimed);
        int written = Snappy.uncompress(body, 0, body.length, into.bytes, 0);
        if (written != claimed) {
            throw corrupt(body, "it holds " + written + " B but claims " + claimed + " B");
        }
        into.length = written;
    }

    private static MalformedBodyException corrupt(byte[] body, String why) {
        return new MalformedBodyException(
                Reason.COMPRESSION, "body of " + body.length + " B is not snappy as its Content-Encoding says: " + why);
    }
}
