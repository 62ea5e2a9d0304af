package io.adxflow.job.bundle;

import io.adxflow.sources.http.Target;
import io.adxflow.sources.wire.WireFormat;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Reads the bodies of one file of the archive, one behind the other, each checked by its checksum. One thread. */
public final class ArchivedBodies {
    private static final int MAX_BYTES = 1 << 30;

    private final InputStream in;
    private long number;

    /** A body as it came. */
    public record ArchivedBody(WireFormat format, Target target, byte[] body) {}

    /**
     * A body as a record of such a file.
     *
     * @param sequence its number there
     */
    public static byte[] record(ArchivedBody body, long sequence, long arrivalMillis, String sender) {
        return new BodyLogRecord(
                        body.format(), body.target(), sequence, arrivalMillis, sender, body.body(), body.body().length)
                .encode();
    }

    /** @param in left open */
    public ArchivedBodies(InputStream in) {
        this.in = in;
    }

    /**
     * The next one, or null at the end.
     *
     * @throws IOException when the file is damaged, or ends within a record, or cannot be read
     */
    public @Nullable ArchivedBody next() throws IOException {
        byte[] prefix = in.readNBytes(BodyLogRecord.PREFIX_BYTES);
        if (prefix.length == 0) {
            return null;
        }
        if (prefix.length < BodyLogRecord.PREFIX_BYTES) {
            throw new EOFException("the file ends within record " + number);
        }
        ByteBuffer head = ByteBuffer.wrap(prefix);
        int length = head.getInt();
        if (length < 0 || length > MAX_BYTES) {
            throw new CorruptLogException("record " + number + ": " + length + " bytes");
        }
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the file ends within record " + number);
        }
        BodyLogRecord record = BodyLogRecord.decode(bytes, head.getInt());
        number++;
        return new ArchivedBody(record.format(), record.target(), record.body());
    }
}
