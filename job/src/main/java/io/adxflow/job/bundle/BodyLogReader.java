package io.adxflow.job.bundle;

import io.adxflow.job.rules.scrub.HashKeys;
import io.adxflow.sinks.storage.AppendStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Reads the durable records of one body log file in order, up to the length that the state vouches for. */
final class BodyLogReader {
    private final AppendStore store;
    private final BodyLogFile file;
    private final byte[] prefix = new byte[BodyLogRecord.PREFIX_BYTES];
    private final HashKeys keys;
    private @Nullable BodyLogHeader header;
    private long position;

    BodyLogReader(AppendStore store, BodyLogFile file) {
        this(store, file, HashKeys.NONE);
    }

    /** @param keys of encrypted files */
    BodyLogReader(AppendStore store, BodyLogFile file, HashKeys keys) {
        this.store = store;
        this.file = file;
        this.keys = keys;
    }

    boolean hasNext() {
        return Math.max(position, BodyLogHeader.CLEAR_BYTES) < file.durableLength();
    }

    /**
     * The next record.
     *
     * @throws java.io.FileNotFoundException when the file is gone
     * @throws CorruptLogException when durable bytes are damaged
     * @throws IOException when the file is encrypted and its key is not there
     */
    BodyLogRecord next() throws IOException {
        BodyLogHeader begin = header;
        if (begin == null) {
            begin = BodyLogHeader.read(store, file, keys);
            header = begin;
            position = begin.length();
        }
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
        long at = position;
        position += prefix.length + (long) length;
        BodyLogCipher cipher = begin.cipher();
        return cipher == null
                ? BodyLogRecord.decode(bytes, checksum)
                : BodyLogRecord.decrypt(bytes, checksum, cipher, at);
    }
}
