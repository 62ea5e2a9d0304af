package io.adxflow.sources.wire.otlp;

import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.MalformedBodyException.Reason;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Decompresses zlib (RFC 1950), which HTTP calls deflate (RFC 9110, section 8.4.1.2): one stream and nothing behind it. */
final class ZlibInflater implements AutoCloseable {
    private final Inflater inflater = new Inflater();

    void inflate(byte[] body, ReusedBytes into) throws MalformedBodyException {
        inflater.reset();
        inflater.setInput(body);
        try {
            while (!inflater.finished()) {
                // One byte of the padding more than the content may have tells content that ends here from content that
                // goes on.
                int room = into.capacity() - into.length;
                int count = inflater.inflate(into.bytes, into.length, room + 1);
                if (count == 0 && !inflater.finished()) {
                    throw corrupt(body, inflater.needsDictionary() ? "it needs a dictionary" : "it is cut off");
                }
                into.room(count);
                into.length += count;
            }
        } catch (DataFormatException e) {
            throw corrupt(body, "its data is damaged");
        }
        if (inflater.getRemaining() > 0) {
            throw corrupt(body, "garbage behind its end");
        }
    }

    private static MalformedBodyException corrupt(byte[] body, String why) {
        return new MalformedBodyException(
                Reason.COMPRESSION, "body of " + body.length + " B is not zlib as its Content-Encoding says: " + why);
    }

    @Override
    public void close() {
        inflater.end();
    }
}
