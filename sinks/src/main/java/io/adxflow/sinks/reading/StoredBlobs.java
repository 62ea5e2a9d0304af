package io.adxflow.sinks.reading;

import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The files or blobs of one moniker, by their names below its folder or prefix. Failures are {@link IOException}s that say what to do.
 * Thread-safe.
 */
public interface StoredBlobs extends AutoCloseable {

    /** Tells of the first ones, in no order; those with a part of their name that begins with a dot or an underscore are left out. */
    void list(int max, Consumer<StoredBlob> to) throws IOException, InterruptedException;

    /** One as it is now, with its metadata; null when there is none of that name. */
    @Nullable
    StoredBlob head(String name) throws IOException, InterruptedException;

    /**
     * Reads so many bytes, or fewer at the end.
     *
     * @param etag of the content that is meant
     * @throws ChangedBlobException when it is gone, or another content is there
     */
    byte[] read(String name, String etag, long position, int length)
            throws IOException, ChangedBlobException, InterruptedException;

    /** The name of what has this URL; null when it is not among these. */
    @Nullable
    String name(String url) throws IOException, InterruptedException;

    @Override
    default void close() {}

    /** Whether a name is one of those that {@link #list} tells. */
    static boolean isListed(String name) {
        for (String part : name.split("/")) {
            if (part.startsWith(".") || part.startsWith("_")) {
                return false;
            }
        }
        return !name.isEmpty() && !name.endsWith("/");
    }
}
