package io.adxflow.job.handshake.tokens;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.gen.OctetSequenceKeyGenerator;
import java.io.IOException;
import java.text.ParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys that tokens are signed by, read again when their file changes: a JSON Web Key Set (RFC 7517) of symmetric keys. The first
 * one signs. A file that cannot be used changes nothing. {@link #refresh} is for one thread; the rest may be called from any.
 */
public final class TokenKeys {
    private static final Logger LOG = LoggerFactory.getLogger(TokenKeys.class);
    private static final int KEY_BITS = 256;

    private final KeyFile file;
    private volatile Keys keys = new Keys(null, Map.of());
    private String lastText = "";
    private String lastProblem = "";

    /** The keys of one reading of the file. */
    private record Keys(@Nullable SigningKey signing, Map<String, SigningKey> byId) {}

    /** A key and its name. */
    record SigningKey(String id, byte[] secret) {
        @Override
        public String toString() {
            return "key " + id;
        }
    }

    public TokenKeys(KeyFile file) {
        this.file = file;
    }

    /** Reads the file, and makes one where there is none and may be, unless there are keys already: those go on. Blocks. */
    public void refresh() {
        try {
            String text = file.read();
            if (text == null) {
                if (keys.signing() != null) {
                    throw new IOException("the file is gone");
                }
                file.make(generated());
                text = file.read();
            }
            if (text != null && !text.equals(lastText)) {
                keys = parse(text);
                lastText = text;
                LOG.info("Tokens are signed by {} of {}", keys.signing(), file);
            }
            lastProblem = "";
        } catch (IOException | ParseException | IllegalArgumentException e) {
            String problem = String.valueOf(e.getMessage());
            if (!problem.equals(lastProblem)) {
                lastProblem = problem;
                LOG.warn("{}: not usable, and the keys before it go on: {}", file, problem);
            }
        }
    }

    private static Keys parse(String text) throws ParseException {
        Map<String, SigningKey> byId = new LinkedHashMap<>();
        SigningKey first = null;
        for (JWK jwk : JWKSet.parse(text).getKeys()) {
            if (!(jwk instanceof OctetSequenceKey octets) || jwk.getKeyID() == null || octets.size() < KEY_BITS) {
                throw new IllegalArgumentException("a key of type " + jwk.getKeyType()
                        + " (expected: kty oct, a kid, and at least " + KEY_BITS + " bits)");
            }
            SigningKey key = new SigningKey(jwk.getKeyID(), octets.toByteArray());
            if (byId.put(key.id(), key) != null) {
                throw new IllegalArgumentException("kid " + key.id() + " stands there twice");
            }
            first = first == null ? key : first;
        }
        if (first == null) {
            throw new IllegalArgumentException("no key in it");
        }
        return new Keys(first, Map.copyOf(byId));
    }

    private static String generated() {
        try {
            OctetSequenceKey key = new OctetSequenceKeyGenerator(KEY_BITS)
                    .keyID(UUID.randomUUID().toString().substring(0, 8))
                    .algorithm(JWSAlgorithm.HS256)
                    .generate();
            return new JWKSet(key).toString(false);
        } catch (JOSEException e) {
            throw new IllegalStateException("a key of " + KEY_BITS + " bits cannot be made", e);
        }
    }

    /** The key that signs; null while there is none. */
    @Nullable
    SigningKey signing() {
        return keys.signing();
    }

    /** The key of this name, or null. */
    @Nullable
    SigningKey byId(String id) {
        return keys.byId().get(id);
    }

    /** How many there are. */
    public int size() {
        return keys.byId().size();
    }
}
