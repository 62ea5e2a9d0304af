package io.adxflow.sinks.schema;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Identifiers as names of files: what is not plain is written as {@code ~} and two hexadecimal digits; what is too long, as a digest. */
final class FileNames {
    private static final int MAX_CHARS = 100;
    /** No encoded name has it. */
    private static final String DIGEST = "~~";

    private FileNames() {}

    static String encode(String name) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : name.getBytes(UTF_8)) {
            int c = b & 0xff;
            boolean plain =
                    (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
            if (plain) {
                encoded.append((char) c);
            } else {
                encoded.append(String.format("~%02X", c));
            }
        }
        return encoded.length() <= MAX_CHARS
                ? encoded.toString()
                : DIGEST + UUID.nameUUIDFromBytes(name.getBytes(UTF_8));
    }

    /** Null for a name that only the file's content has whole. */
    static @Nullable String decode(String encoded) {
        if (encoded.startsWith(DIGEST)) {
            return null;
        }
        byte[] bytes = new byte[encoded.length()];
        int length = 0;
        for (int i = 0; i < encoded.length(); i++) {
            char c = encoded.charAt(i);
            if (c == '~' && i + 2 < encoded.length()) {
                bytes[length++] = (byte) Integer.parseInt(encoded.substring(i + 1, i + 3), 16);
                i += 2;
            } else {
                bytes[length++] = (byte) c;
            }
        }
        return new String(bytes, 0, length, UTF_8);
    }
}
