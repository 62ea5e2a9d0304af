package io.adxflow.job.rules.scrub;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keys for HMAC-SHA-256 (RFC 2104) by their ids, from a file with a line {@code id=key} each; the first is used unless another one is asked for, so that a new key is put
 * before the old one. Keys are never shown. Thread-safe.
 */
public final class HashKeys {
    /** No keys. */
    public static final HashKeys NONE = new HashKeys(Map.of());

    private static final Logger LOG = LoggerFactory.getLogger(HashKeys.class);
    private static final String ALGORITHM = "HmacSHA256";
    private static final int LEAST_BYTES = 16;

    private final Map<String, SecretKeySpec> keys;
    private final ThreadLocal<Mac> macs = ThreadLocal.withInitial(HashKeys::mac);

    private HashKeys(Map<String, SecretKeySpec> keys) {
        this.keys = keys;
    }

    private static Mac mac() {
        try {
            return Mac.getInstance(ALGORITHM);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }

    /**
     * The keys of a file that must be there; an empty name has none.
     *
     * @throws IOException when it is not, or cannot be used
     */
    public static HashKeys required(String file, String option) throws IOException {
        if (file.isEmpty()) {
            return NONE;
        }
        try {
            HashKeys keys = parse(Files.readString(Path.of(file)));
            if (!keys.has("")) {
                throw new IllegalArgumentException("it has no key");
            }
            return keys;
        } catch (IOException | IllegalArgumentException e) {
            throw new IOException(option + ": " + file + " cannot be used: " + e.getMessage(), e);
        }
    }

    /** The keys of a file; an empty name has none. */
    public static HashKeys of(String file) {
        if (file.isEmpty()) {
            return NONE;
        }
        try {
            return parse(Files.readString(Path.of(file)));
        } catch (IOException | IllegalArgumentException e) {
            LOG.error(
                    "rules.hash-key-file: {} cannot be used, so that what is to be hashed is masked instead: {}",
                    file,
                    e.getMessage());
            return NONE;
        }
    }

    /** @throws IllegalArgumentException when a line is no key */
    static HashKeys parse(String text) {
        Map<String, SecretKeySpec> keys = new LinkedHashMap<>();
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            String stripped = line.strip();
            if (stripped.isEmpty() || stripped.startsWith("#")) {
                continue;
            }
            int equals = stripped.indexOf('=');
            byte[] key = stripped.substring(equals + 1).getBytes(StandardCharsets.UTF_8);
            if (equals <= 0
                    || !stripped.substring(0, equals).matches("[A-Za-z0-9_.-]{1,32}")
                    || key.length < LEAST_BYTES) {
                throw new IllegalArgumentException("line " + number + " (expected: id=key, the key of " + LEAST_BYTES
                        + " bytes or more, the id of letters, digits, '_', '.' and '-')");
            }
            keys.put(stripped.substring(0, equals), new SecretKeySpec(key, ALGORITHM));
        }
        return new HashKeys(keys);
    }

    /** Whether there is that key; an empty id asks for any. */
    public boolean has(String id) {
        return id.isEmpty() ? !keys.isEmpty() : keys.containsKey(id);
    }

    /** The id of the key that is used unless another one is asked for; there must be one. */
    public String first() {
        return keys.keySet().iterator().next();
    }

    /** {@code id:hex} of a text, or null when there is no such key. */
    public @Nullable String hash(String id, byte[] text, int start, int end) {
        String used = id.isEmpty() && !keys.isEmpty() ? first() : id;
        SecretKeySpec key = keys.get(used);
        if (key == null) {
            return null;
        }
        Mac mac = macs.get();
        try {
            mac.init(key);
        } catch (InvalidKeyException e) {
            throw new IllegalStateException("key " + used, e);
        }
        mac.update(text, start, end - start);
        return used + ":" + HexFormat.of().formatHex(mac.doFinal());
    }
}
