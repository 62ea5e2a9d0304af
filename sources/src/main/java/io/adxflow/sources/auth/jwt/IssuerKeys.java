package io.adxflow.sources.auth.jwt;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import io.adxflow.sources.auth.AuthOptions;
import java.io.IOException;
import java.text.ParseException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An issuer's public keys: fetched aside, kept when a fetch fails. Asked on event loops; {@link #refresh} runs on a thread that may
 * block, one at a time.
 *
 * <p>A key that is not there may have come since: it is unknown for sure once a fetch that began after it was first asked for has
 * succeeded.
 */
public final class IssuerKeys {
    private static final Logger LOG = LoggerFactory.getLogger(IssuerKeys.class);
    private static final Duration COOL_DOWN = Duration.ofSeconds(10);
    private static final int MAX_UNKNOWN = 256;
    private static final int LEAST_RSA_BITS = 2048;

    private final KeySource source;
    private final long intervalMillis;
    private volatile List<JWK> keys = List.of();
    private volatile long fetchedAtMillis = Long.MIN_VALUE;
    private volatile boolean failing;
    private long triedAtMillis = Long.MIN_VALUE;
    /** When each was first asked for. */
    private final Map<String, Long> unknown = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > MAX_UNKNOWN;
        }
    };

    private boolean wanted;

    /** Those of the settings' place. */
    public static IssuerKeys of(JwtSettings settings) {
        return new IssuerKeys(KeySource.of(settings.jwks()), settings.refreshInterval());
    }

    IssuerKeys(KeySource source, Duration interval) {
        this.source = source;
        this.intervalMillis = interval.toMillis();
    }

    /** What is known of a key. */
    sealed interface Found {
        /** These may be it. */
        record Candidates(List<JWK> keys) implements Found {}

        /** It may be there after the next fetch. */
        record Later() implements Found {}

        /** The issuer has none of this name. */
        record Never() implements Found {}
    }

    /** @param id null when the token names none: then every key may be it */
    Found find(@Nullable String id, long nowMillis) {
        List<JWK> known = keys;
        if (id == null) {
            return known.isEmpty() ? new Found.Later() : new Found.Candidates(known);
        }
        List<JWK> named =
                known.stream().filter(key -> id.equals(key.getKeyID())).toList();
        if (!named.isEmpty()) {
            return new Found.Candidates(named);
        }
        synchronized (unknown) {
            long firstAsked = unknown.computeIfAbsent(id, first -> nowMillis);
            if (fetchedAtMillis > firstAsked) {
                return new Found.Never();
            }
            wanted = true;
            return new Found.Later();
        }
    }

    /** Fetches when it is time, when a key is missing, or when the source says so. Blocks. */
    public void refresh(long nowMillis) {
        if (!isDue(nowMillis)) {
            return;
        }
        triedAtMillis = nowMillis;
        try {
            keys = usable(JWKSet.parse(source.fetch()));
            fetchedAtMillis = nowMillis;
            if (failing) {
                LOG.info("The issuer's keys are there again");
            }
            failing = false;
            synchronized (unknown) {
                wanted = false;
                // Those that came may go again.
                keys.forEach(key -> unknown.remove(key.getKeyID()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | ParseException | RuntimeException e) {
            if (!failing) {
                LOG.error(
                        "{}: the issuer's keys cannot be had, {}: {}",
                        AuthOptions.JWT_JWKS.key(),
                        keys.isEmpty() ? "and its tokens are answered 503" : "and those from before stay",
                        // What a parser says may repeat what it read.
                        e instanceof IOException ? e.toString() : "not a JSON Web Key Set");
            }
            failing = true;
        }
    }

    private boolean isDue(long nowMillis) {
        if (triedAtMillis == Long.MIN_VALUE || (source.hasChanged() && nowMillis - triedAtMillis >= 1_000)) {
            return true;
        }
        boolean asked;
        synchronized (unknown) {
            asked = wanted;
        }
        long wait = asked || failing ? Math.min(COOL_DOWN.toMillis(), intervalMillis) : intervalMillis;
        return nowMillis - triedAtMillis >= wait;
    }

    private static List<JWK> usable(JWKSet set) {
        // Secret ones are no use for checking, and short ones are worth nothing.
        return set.getKeys().stream()
                .filter(key -> key.toPublicJWK() != null)
                .map(JWK::toPublicJWK)
                .filter(key -> !(key instanceof RSAKey rsa) || rsa.size() >= LEAST_RSA_BITS)
                .toList();
    }

    /** When they were fetched; never, when there are none. */
    long fetchedAtMillis() {
        return fetchedAtMillis;
    }

    public boolean isFailing() {
        return failing;
    }
}
