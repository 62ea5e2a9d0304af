package io.adxflow.sources.auth;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;

/**
 * SHA-256 of a credential behind bytes that this process drew at random. Credentials are looked up by it, so that neither the time
 * of a comparison nor what is held in memory tells anything of them.
 */
final class Fingerprint {
    private static final byte[] SALT = new byte[32];
    private static final ThreadLocal<MessageDigest> DIGEST = ThreadLocal.withInitial(Fingerprint::sha256);

    static {
        new SecureRandom().nextBytes(SALT);
    }

    private final long a;
    private final long b;
    private final long c;
    private final long d;

    private Fingerprint(ByteBuffer digest) {
        a = digest.getLong();
        b = digest.getLong();
        c = digest.getLong();
        d = digest.getLong();
    }

    /** @param scheme keeps credentials of different schemes apart */
    static Fingerprint of(String scheme, byte[] credential) {
        MessageDigest digest = DIGEST.get();
        digest.update(SALT);
        digest.update(scheme.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        return new Fingerprint(ByteBuffer.wrap(digest.digest(credential)));
    }

    /** Of a header's value. */
    static Fingerprint of(String header) {
        return of("", header.getBytes(StandardCharsets.UTF_8));
    }

    /** Takes the same time whatever differs. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Fingerprint that && ((a ^ that.a) | (b ^ that.b) | (c ^ that.c) | (d ^ that.d)) == 0;
    }

    @Override
    public int hashCode() {
        return (int) a;
    }

    @Override
    public String toString() {
        return "(fingerprint)";
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
