package io.adxflow.sources.listen;

import io.adxflow.sources.wire.WireFormat;
import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** One split while it is read, part by part. One thread. */
public interface Feed extends Closeable {

    /**
     * What becomes one request.
     *
     * @param namespace whose it is, or null for the input's
     * @param database that it names, or null
     * @param position of the split behind it
     */
    record Part(WireFormat format, @Nullable String namespace, @Nullable String database, byte[] body, long position) {

        /** Of the input's namespace. */
        public Part(WireFormat format, @Nullable String database, byte[] body, long position) {
            this(format, null, database, body, position);
        }
    }

    /** Something within a split that cannot be read, ever, and does not end the split. */
    record Unreadable(String name, String detail, String content, long position) {}

    /**
     * The next {@link Part}, or {@link Unreadable}; null at the end, or of a split that has none when there is nothing now, in which
     * case it has waited a moment.
     *
     * @throws IOException when that did not work now; the split is opened again behind the last part
     * @throws UnreadableException when no more of it can be read, ever
     */
    @Nullable
    Object next() throws IOException, UnreadableException, InterruptedException;
}
