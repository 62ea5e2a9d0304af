package io.adxflow.sinks.batch;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * How a value is written in state, on the network and in committables. The number in front says which layout follows:
 * a layout that was ever released is read for good, and golden bytes in the tests hold that promise.
 */
public abstract class Codec<T> {
    private final int version;

    /** @param version of what {@link #writeBody} writes, 1 to 127 */
    protected Codec(int version) {
        this.version = version;
    }

    /** The version of the layout that is written. */
    public final int version() {
        return version;
    }

    /** Writes version and value. */
    public final void write(T value, DataOutput out) throws IOException {
        out.writeByte(version);
        writeBody(value, out);
    }

    /**
     * Reads what any release has written.
     *
     * @throws IOException when the layout is newer than this code
     */
    public final T read(DataInput in) throws IOException {
        int found = in.readByte();
        if (found < 1 || found > version) {
            throw new IOException(getClass().getSimpleName() + " version: " + found + " (expected: 1 to " + version
                    + "; state of a newer release cannot be read by an older one)");
        }
        return readBody(found, in);
    }

    /** Writes the value in the layout of {@link #version}. */
    protected abstract void writeBody(T value, DataOutput out) throws IOException;

    /** Reads a value in the layout of {@code found}, which is at most {@link #version}. */
    protected abstract T readBody(int found, DataInput in) throws IOException;
}
