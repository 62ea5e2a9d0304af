package io.adxflow.job.opamp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A configuration of a namespace's agents, with slots for what differs from agent to agent. What an agent is told as its hash is the
 * digest of this and the number of its token's period, so that either can be read from it again.
 *
 * @param digest hexadecimal digits of the first 128 bits of the text's SHA-256
 * @param text YAML with its keys in order; empty for no configuration at all
 */
record AgentConfig(String digest, String text) {
    static final String TOKEN_SLOT = "adxflow-slot-token";
    static final String HOST_SLOT = "adxflow-slot-host";
    private static final int DIGEST_BYTES = 16;
    private static final HexFormat HEX = HexFormat.of();

    /** Nothing: an agent stops its Collector, and forgets a configuration that does not work. */
    static final AgentConfig EMPTY = of("");

    static AgentConfig of(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return new AgentConfig(HEX.formatHex(digest, 0, DIGEST_BYTES), text);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    /** The hash for an agent whose token is of this period. */
    byte[] hash(long period) {
        return ByteBuffer.allocate(DIGEST_BYTES + Long.BYTES)
                .put(HEX.parseHex(digest))
                .putLong(period)
                .array();
    }

    /** The digest within a hash of ours, or null when it is another's. */
    static @Nullable String digestOf(byte[] hash) {
        return hash.length == DIGEST_BYTES + Long.BYTES ? HEX.formatHex(Arrays.copyOf(hash, DIGEST_BYTES)) : null;
    }

    /** The text for one agent. */
    String filled(String token, String host) {
        return text.replace(TOKEN_SLOT, token).replace(HOST_SLOT, host);
    }
}
