package io.adxflow.sources.auth;

import io.adxflow.sources.connections.Networks;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Says whether whoever a request is from may do what it asks for, and counts those who may not. All but {@link #publish} and
 * {@link #refresh} does not block and is for any thread.
 */
public final class Gatekeeper {
    private final Authenticator authenticator;
    private final LongSupplier nanos;
    /** Whom the log was told of. */
    private final FailureLimits told = new FailureLimits(1, Networks.NONE);

    private final Map<Denial.Reason, LongAdder> denials = new ConcurrentHashMap<>();

    /**
     * @param exempt addresses that many senders come from, whose failures are not limited
     * @param nanos since some moment
     * @param millis since the epoch
     * @param environment finds variables of this process
     */
    public Gatekeeper(
            AuthSettings settings,
            Networks exempt,
            LongSupplier nanos,
            LongSupplier millis,
            Function<String, @Nullable String> environment) {
        this.authenticator = new Authenticator(settings, exempt, nanos, millis, environment);
        this.nanos = nanos;
    }

    /**
     * Holds from now on; before the first time, everybody is asked to come again. Reads files.
     *
     * @param rules of a document; equal ones again change nothing
     */
    public void publish(SenderRules rules) {
        authenticator.publish(rules);
    }

    /** Reads secrets and keys anew where it is time. Called about once a second on a thread that may block. */
    public void refresh() {
        authenticator.refresh();
    }

    /** What the credentials prove. */
    public AuthVerdict who(Credentials credentials) {
        return authenticator.who(credentials);
    }

    /**
     * Null when this may be written by whoever brings these credentials.
     *
     * @param verdict {@linkplain #who what they prove}
     */
    public @Nullable Denial write(AuthVerdict verdict, Credentials credentials, String namespace) {
        if (verdict instanceof AuthVerdict.Accepted accepted) {
            return accepted.identity().mayWrite(namespace)
                    ? null
                    : denied(
                            credentials,
                            Denial.Reason.FORBIDDEN,
                            accepted.identity().name() + " may not write to namespace '" + namespace
                                    + "', see senders.<name>.namespaces");
        }
        return denied(credentials, verdict);
    }

    /** Null when this may be done by whoever brings these credentials. */
    public @Nullable Denial permit(Credentials credentials, Permission permission) {
        AuthVerdict verdict = who(credentials);
        if (verdict instanceof AuthVerdict.Accepted accepted) {
            return accepted.identity().may(permission)
                    ? null
                    : denied(
                            credentials,
                            Denial.Reason.FORBIDDEN,
                            accepted.identity().name() + " may not do this, see senders.<name>.control");
        }
        return denied(credentials, verdict);
    }

    private Denial denied(Credentials credentials, AuthVerdict verdict) {
        if (verdict instanceof AuthVerdict.Refused refused) {
            return denied(credentials, Denial.Reason.UNAUTHENTICATED, refused.reason());
        } else if (verdict instanceof AuthVerdict.Expired expired) {
            return denied(
                    credentials,
                    Denial.Reason.CREDENTIAL_EXPIRED,
                    "the credential of " + expired.identity().name() + " has expired; come again with a new one",
                    expired.retryAfterSeconds());
        } else if (verdict instanceof AuthVerdict.Undecided undecided) {
            boolean throttled = verdict.equals(Authenticator.THROTTLED);
            return denied(
                    credentials,
                    throttled ? Denial.Reason.AUTH_FAILURES : Denial.Reason.AUTH_UNDECIDED,
                    undecided.reason());
        }
        throw new IllegalStateException("not to be denied: " + verdict);
    }

    private Denial denied(Credentials credentials, Denial.Reason reason, String message) {
        return denied(credentials, reason, message, 0);
    }

    private Denial denied(Credentials credentials, Denial.Reason reason, String message, int retryAfterSeconds) {
        denials.computeIfAbsent(reason, first -> new LongAdder()).increment();
        return new Denial(reason, message, told.failed(credentials.from(), nanos.getAsLong()), retryAfterSeconds);
    }

    /** Requests denied since it began to be asked. */
    public long denials(Denial.Reason reason) {
        LongAdder count = denials.get(reason);
        return count == null ? 0 : count.sum();
    }

    /** Credentials that are remembered as good. */
    public int rememberedCredentials() {
        return authenticator.rememberedCredentials();
    }

    /** Senders' addresses whose failures are counted. */
    public int failingAddresses() {
        return authenticator.failingAddresses();
    }

    /** Secrets that cannot be read now, and the issuer's keys if they cannot be fetched now. */
    public int unreadableSecrets() {
        return authenticator.unreadableSecrets();
    }
}
