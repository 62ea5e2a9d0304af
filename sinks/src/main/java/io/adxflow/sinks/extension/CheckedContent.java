package io.adxflow.sinks.extension;

import io.adxflow.sdk.destination.BatchContent;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A batch's bytes for an extension, which remembers that they could not be read: what was made of them then is not to be believed. */
final class CheckedContent implements BatchContent {
    private final io.adxflow.sinks.batch.BatchContent content;
    private @Nullable IOException failure;

    CheckedContent(io.adxflow.sinks.batch.BatchContent content) {
        this.content = content;
    }

    /** Throws what reading threw, if the extension kept it to itself. */
    void rethrow() throws IOException {
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public long length() {
        return content.length();
    }

    @Override
    public int read(long position, byte[] into, int offset, int count) throws IOException {
        try {
            return content.read(position, into, offset, count);
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }
}
