package io.adxflow.job.bundle;

import io.adxflow.sinks.storage.AppendStore;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads the durable records of one body log file in order, up to the length that the state vouches for. */
final class BodyLogReader {
    private final AppendStore store;
    private final BodyLogFile file;
    private final byte[] prefix = new byte[BodyLogRecord.PREFIX_BYTES];
    private long position = BodyLogWriter.headerBytes();

    BodyLogReader(AppendStore store, BodyLogFile file) {
        this.store = store;
        this.file = file;
    }

    boolean hasNext() {
        return position < file.durableLength();
    }

    /**
     * The next record.
     *
     * @throws java.io.FileNotFoundException when the file is gone
     * @throws CorruptLogException when durable bytes are damaged
     */
    BodyLogRecord next() throws IOException {
        store.read(file.name(), position, prefix, 0, prefix.length);
        ByteBuffer head = ByteBuffer.wrap(prefix);
        int length = head.getInt();
        int checksum = head.getInt();
        if (length < 0 || position + prefix.length + length > file.durableLength()) {
            throw new CorruptLogException(file.name() + " at " + position + ": record of " + length
                    + " bytes passes the durable length of " + file.durableLength());
        }
        byte[] bytes = new byte[length];
        store.read(file.name(), position + prefix.length, bytes, 0, length);
        position += prefix.length + (long) length;
        return BodyLogRecord.decode(bytes, checksum);
    }
}
