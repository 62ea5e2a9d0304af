package io.adxflow.kql.library;

import io.adxflow.kql.types.Datetime;
import io.adxflow.kql.types.Timespan;
import io.adxflow.kql.values.Conversions;
import io.adxflow.kql.values.Xxh64;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * {@code hash} and {@code hash_xxhash64}: XXH64 of a text's UTF-8, or of the eight little-endian bytes of a whole number or of a time's ticks (both shown by
 * the page's examples), of a real its bits. {@code hash_md5}, {@code hash_sha1}, {@code hash_sha256}: of the text of the value, in lower-case hexadecimal digits.
 */
final class HashFunctions {
    private HashFunctions() {}

    static void addTo(Library library) {
        library.add("hash", HashFunctions::hash);
        library.add("hash_xxhash64", HashFunctions::hash);
        library.addLenient("hash_md5", a -> digest("MD5", a[0]));
        library.addLenient("hash_sha1", a -> digest("SHA-1", a[0]));
        library.addLenient("hash_sha256", a -> digest("SHA-256", a[0]));
    }

    private static @Nullable Long hash(@Nullable Object[] a) {
        byte[] bytes = bytes(Arguments.present(a[0]));
        long hash = Xxh64.hash(bytes, 0, bytes.length);
        if (a.length < 2) {
            return hash;
        }
        long mod = Arguments.whole(a, 1);
        return mod <= 0 ? null : (Long) Math.floorMod(hash, mod);
    }

    private static byte[] bytes(Object value) {
        if (value instanceof Long
                || value instanceof Datetime
                || value instanceof Timespan
                || value instanceof Double) {
            long bits = value instanceof Double real
                    ? Double.doubleToLongBits(real)
                    : Arguments.whole(new Object[] {value}, 0);
            return ByteBuffer.allocate(Long.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(bits)
                    .array();
        }
        return Conversions.toText(value).getBytes(StandardCharsets.UTF_8);
    }

    private static String digest(String algorithm, @Nullable Object value) {
        try {
            byte[] hash = MessageDigest.getInstance(algorithm)
                    .digest(Conversions.toText(value).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java platform has " + algorithm, missing);
        }
    }
}
