package io.adxflow.job.bundle;

import io.adxflow.job.rules.scrub.HashKeys;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts the records of one body log file by AES-256-GCM (NIST SP 800-38D). A file has a key of its own, the HMAC-SHA-256 of its salt under a key of
 * {@code body-log.encryption-key-file}; a record's nonce is its position in the file, so that none comes twice under one key, and a record that was moved does not read.
 */
final class BodyLogCipher {
    static final int SALT_BYTES = 16;
    /** What a record is longer by. */
    static final int TAG_BYTES = 16;

    private static final int NONCE_BYTES = 12;
    private static final String PURPOSE = "adxflow body log 2";

    private final SecretKeySpec key;
    private final Cipher cipher;

    private BodyLogCipher(SecretKeySpec key) throws IOException {
        this.key = key;
        try {
            cipher = Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IOException("this Java has no AES-GCM", e);
        }
    }

    /**
     * The cipher of a file.
     *
     * @param id of the key
     * @throws IOException when there is no such key
     */
    static BodyLogCipher of(HashKeys keys, String id, byte[] salt) throws IOException {
        byte[] purpose = PURPOSE.getBytes(StandardCharsets.US_ASCII);
        byte[] both = Arrays.copyOf(purpose, purpose.length + salt.length);
        System.arraycopy(salt, 0, both, purpose.length, salt.length);
        String derived = keys.hash(id, both, 0, both.length);
        if (derived == null) {
            throw new IOException(
                    "the body log was encrypted with key '" + id
                            + "', which option body-log.encryption-key-file does not have; put it back, behind the key that is used now");
        }
        byte[] bytes = HexFormat.of().parseHex(derived.substring(derived.lastIndexOf(':') + 1));
        return new BodyLogCipher(new SecretKeySpec(bytes, "AES"));
    }

    /** Encrypts a record of two parts that is written at a position. */
    byte[] encrypt(long position, byte[] head, int headStart, byte[] body, int bodyLength) throws IOException {
        try {
            cipher.init(Cipher.ENCRYPT_MODE, key, nonce(position));
            int headLength = head.length - headStart;
            byte[] encrypted = new byte[headLength + bodyLength + TAG_BYTES];
            int written = cipher.update(head, headStart, headLength, encrypted, 0);
            cipher.doFinal(body, 0, bodyLength, encrypted, written);
            return encrypted;
        } catch (GeneralSecurityException e) {
            throw new IOException("a record cannot be encrypted", e);
        }
    }

    /** @throws CorruptLogException when it is not what was written at that position */
    byte[] decrypt(long position, byte[] encrypted) throws IOException {
        try {
            cipher.init(Cipher.DECRYPT_MODE, key, nonce(position));
            return cipher.doFinal(encrypted);
        } catch (AEADBadTagException e) {
            throw new CorruptLogException("an encrypted record at " + position + " is not what was written there");
        } catch (GeneralSecurityException e) {
            throw new IOException("a record cannot be decrypted", e);
        }
    }

    private static GCMParameterSpec nonce(long position) {
        byte[] nonce = ByteBuffer.allocate(NONCE_BYTES)
                .putLong(NONCE_BYTES - Long.BYTES, position)
                .array();
        return new GCMParameterSpec(8 * TAG_BYTES, nonce);
    }
}
