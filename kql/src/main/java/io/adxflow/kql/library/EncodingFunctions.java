package io.adxflow.kql.library;

import static io.adxflow.kql.library.Arguments.text;

import io.adxflow.kql.values.Conversions;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/** Base64, and what is compressed inside it. */
final class EncodingFunctions {
    /** What a compressed text may grow to. */
    private static final int MOST_BYTES = 16 << 20;

    private EncodingFunctions() {}

    static void addTo(Library library) {
        library.add("base64_encode_tostring", a -> Base64.getEncoder()
                .encodeToString(text(a, 0).getBytes(StandardCharsets.UTF_8)));
        library.add("base64_decode_tostring", a -> utf8(decode(text(a, 0))));
        library.add("base64_decode_toarray", a -> array(decode(text(a, 0))));
        library.add("base64_encode_fromarray", a -> fromArray(Arguments.array(a[0])));
        library.add(
                "base64_encode_fromguid",
                a -> a[0] instanceof UUID guid ? Base64.getEncoder().encodeToString(bytes(guid)) : null);
        library.add("base64_decode_toguid", a -> guid(decode(text(a, 0))));
        library.add("gzip_decompress_from_base64_string", a -> decompress(text(a, 0), true));
        library.add("zlib_decompress_from_base64_string", a -> decompress(text(a, 0), false));
    }

    private static byte @Nullable [] decode(String base64) {
        try {
            return Base64.getDecoder().decode(base64.strip());
        } catch (IllegalArgumentException noBase64) {
            return null;
        }
    }

    private static @Nullable String utf8(byte @Nullable [] bytes) {
        if (bytes == null) {
            return null;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException noText) {
            return null;
        }
    }

    private static @Nullable Object array(byte @Nullable [] bytes) {
        if (bytes == null) {
            return null;
        }
        List<@Nullable Object> array = new ArrayList<>(bytes.length);
        for (byte one : bytes) {
            array.add((long) (one & 0xFF));
        }
        return array;
    }

    private static @Nullable String fromArray(@Nullable List<@Nullable Object> array) {
        if (array == null) {
            return null;
        }
        byte[] bytes = new byte[array.size()];
        for (int i = 0; i < bytes.length; i++) {
            Long one = array.get(i) instanceof Long whole ? whole : Conversions.toLong(null);
            if (one == null || one < 0 || one > 255) {
                return null;
            }
            bytes[i] = one.byteValue();
        }
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** As .NET lays a GUID out: the first three groups little-endian. */
    private static byte[] bytes(UUID guid) {
        byte[] bytes = ByteBuffer.allocate(16)
                .putLong(guid.getMostSignificantBits())
                .putLong(guid.getLeastSignificantBits())
                .array();
        swap(bytes);
        return bytes;
    }

    private static @Nullable UUID guid(byte @Nullable [] bytes) {
        if (bytes == null || bytes.length != 16) {
            return null;
        }
        swap(bytes);
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new UUID(buffer.getLong(), buffer.getLong());
    }

    private static void swap(byte[] bytes) {
        int[][] groups = {{0, 3}, {1, 2}, {4, 5}, {6, 7}};
        for (int[] pair : groups) {
            byte first = bytes[pair[0]];
            bytes[pair[0]] = bytes[pair[1]];
            bytes[pair[1]] = first;
        }
    }

    private static @Nullable String decompress(String base64, boolean gzip) {
        byte[] bytes = decode(base64);
        if (bytes == null) {
            return null;
        }
        try (InputStream in = gzip
                ? new GZIPInputStream(new ByteArrayInputStream(bytes))
                : new InflaterInputStream(new ByteArrayInputStream(bytes))) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] buffer = new byte[8192];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                out.write(buffer, 0, read);
                if (out.size() > MOST_BYTES) {
                    return null;
                }
            }
            return utf8(out.toByteArray());
        } catch (IOException notCompressed) {
            return null;
        }
    }
}
