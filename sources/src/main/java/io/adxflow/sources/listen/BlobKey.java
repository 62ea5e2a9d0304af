package io.adxflow.sources.listen;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What a blob is known by: the first 128 bits of SHA-256 over its input, name and etag in UTF-8, separated by zero bytes. Part of the
 * state's format: never change it.
 */
record BlobKey(long high, long low) implements Serializable {

    static BlobKey of(ListenSplit split) {
        return of(split.input(), split.name(), split.etag());
    }

    static BlobKey of(String input, String name, String etag) {
        try {
            ByteBuffer hash = ByteBuffer.wrap(MessageDigest.getInstance("SHA-256")
                    .digest((input + '\0' + name + '\0' + etag).getBytes(StandardCharsets.UTF_8)));
            return new BlobKey(hash.getLong(), hash.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Of something within it. */
    BlobKey at(long position) {
        return of(text(), Long.toString(position), "");
    }

    String text() {
        return HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low);
    }
}
