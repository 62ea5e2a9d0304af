package io.adxflow.job.bundle;

import io.adxflow.job.rules.scrub.HashKeys;
import io.adxflow.sinks.storage.AppendStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How a body log file begins. Version 1, in clear: {@code ADXB 1 0 0 0}. Version 2, encrypted: {@code ADXB 2 0 0 0}, the key's id in 32 bytes of ASCII that end in zeros,
 * a salt of 16 bytes.
 *
 * @param length where the first record begins
 * @param cipher of the records, or null when they are in clear
 */
record BodyLogHeader(int length, @Nullable BodyLogCipher cipher) {
    static final int CLEAR_BYTES = 8;
    private static final int ID_BYTES = 32;
    private static final int ENCRYPTED_BYTES = CLEAR_BYTES + ID_BYTES + BodyLogCipher.SALT_BYTES;
    private static final int VERSION_AT = 4;
    private static final byte CLEAR = 1;
    private static final byte ENCRYPTED = 2;
    private static final SecureRandom RANDOM = new SecureRandom();

    /** What is written at the begin of a file in clear. */
    static byte[] clear() {
        return new byte[] {'A', 'D', 'X', 'B', CLEAR, 0, 0, 0};
    }

    /** What is written at the begin of a file encrypted with the first of the keys. */
    static byte[] encrypted(String keyId) {
        byte[] header = Arrays.copyOf(clear(), ENCRYPTED_BYTES);
        header[VERSION_AT] = ENCRYPTED;
        byte[] id = keyId.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(id, 0, header, CLEAR_BYTES, id.length);
        byte[] salt = new byte[BodyLogCipher.SALT_BYTES];
        RANDOM.nextBytes(salt);
        System.arraycopy(salt, 0, header, CLEAR_BYTES + ID_BYTES, salt.length);
        return header;
    }

    /** Reads a header's bytes. */
    static BodyLogHeader of(byte[] header, HashKeys keys) throws IOException {
        if (header[VERSION_AT] == CLEAR) {
            return new BodyLogHeader(CLEAR_BYTES, null);
        }
        if (header[VERSION_AT] != ENCRYPTED) {
            throw new CorruptLogException("body log of version " + header[VERSION_AT] + " (expected: 1 or 2)");
        }
        int idEnd = CLEAR_BYTES;
        while (idEnd < CLEAR_BYTES + ID_BYTES && header[idEnd] != 0) {
            idEnd++;
        }
        String id = new String(header, CLEAR_BYTES, idEnd - CLEAR_BYTES, StandardCharsets.US_ASCII);
        byte[] salt = Arrays.copyOfRange(header, CLEAR_BYTES + ID_BYTES, ENCRYPTED_BYTES);
        return new BodyLogHeader(ENCRYPTED_BYTES, BodyLogCipher.of(keys, id, salt));
    }

    /** Reads the header of a file of which so many bytes are durable. */
    static BodyLogHeader read(AppendStore store, BodyLogFile file, HashKeys keys) throws IOException {
        byte[] header = new byte[ENCRYPTED_BYTES];
        store.read(file.name(), 0, header, 0, CLEAR_BYTES);
        if (header[VERSION_AT] == ENCRYPTED && file.durableLength() >= ENCRYPTED_BYTES) {
            store.read(file.name(), CLEAR_BYTES, header, CLEAR_BYTES, ENCRYPTED_BYTES - CLEAR_BYTES);
        }
        return of(header, keys);
    }
}
