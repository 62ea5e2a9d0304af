package io.adxflow.job.handshake;

import io.adxflow.job.config.NamespaceSpec;
import io.adxflow.job.config.Nearest;
import io.adxflow.job.config.PipelineDocument;
import io.adxflow.job.config.SubscriptionSpec;
import io.adxflow.job.config.SubscriptionSpec.Signal;
import io.adxflow.job.handshake.HandshakeOptions.UnknownNamespace;
import io.adxflow.job.handshake.HandshakeOutcome.Granted;
import io.adxflow.job.handshake.HandshakeOutcome.Refused;
import io.adxflow.job.handshake.tokens.AgentToken;
import io.adxflow.job.handshake.tokens.AgentToken.Use;
import io.adxflow.job.handshake.tokens.AgentTokens;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Decides hand-shakes under the document that is in force. Thread-safe; blocks for a read of the storage at most. */
public final class HandshakeDesk {
    private final HandshakeSettings settings;
    private final AgentTokens tokens;
    private final DocumentInForce document;
    private final NamespaceMaker maker;
    private final SchemaHints hints;
    private final SeenAgents seen;
    private final LongSupplier epochMillis;

    HandshakeDesk(
            HandshakeSettings settings,
            AgentTokens tokens,
            DocumentInForce document,
            NamespaceMaker maker,
            SchemaHints hints,
            SeenAgents seen,
            LongSupplier epochMillis) {
        this.settings = settings;
        this.tokens = tokens;
        this.document = document;
        this.maker = maker;
        this.hints = hints;
        this.seen = seen;
        this.epochMillis = epochMillis;
    }

    /**
     * Decides one.
     *
     * @param calledHost by which the sender reached us
     * @return complete at once, unless a namespace is made for it
     */
    CompletableFuture<HandshakeOutcome> decide(HandshakeRequest request, String calledHost) {
        DocumentInForce.Version version = document.current();
        if (version == null) {
            return done(new Refused(503, "Not now", "the job does not run in this process yet; ask again"));
        }
        if (tokens.isRevoked(request.namespace(), request.agent())) {
            return done(new Refused(
                    403,
                    "Revoked",
                    "agent " + request.agent() + " is revoked, see agents." + request.namespace() + ".revoked"));
        }
        if (version.document().namespaces().containsKey(request.namespace())) {
            return done(grant(request, version, calledHost));
        }
        Refused unknown = new Refused(
                404,
                "Unknown namespace",
                "there is no namespace '" + request.namespace() + "'"
                        + Nearest.hint(
                                request.namespace(),
                                version.document().namespaces().keySet()) + "; see namespaces.<name>, or "
                        + HandshakeOptions.UNKNOWN_NAMESPACE.key());
        if (settings.unknownNamespace() == UnknownNamespace.REFUSE) {
            return done(unknown);
        }
        return maker.make(request.namespace(), request.agent())
                .thenApply(made -> made == null ? grantMade(request, calledHost, unknown) : made);
    }

    private HandshakeOutcome grantMade(HandshakeRequest request, String calledHost, Refused unknown) {
        DocumentInForce.Version version = document.current();
        if (version == null) {
            return unknown;
        }
        // The change is durable; this process may hear of it a moment later than its caller.
        return version.document().namespaces().containsKey(request.namespace())
                ? grant(request, version, calledHost)
                : new Refused(503, "Not now", "namespace " + request.namespace() + " was just made; ask again");
    }

    private static CompletableFuture<HandshakeOutcome> done(HandshakeOutcome outcome) {
        return CompletableFuture.completedFuture(outcome);
    }

    private HandshakeOutcome grant(HandshakeRequest request, DocumentInForce.Version version, String calledHost) {
        long now = epochMillis.getAsLong();
        HandshakeGrant grant =
                grant(request.namespace(), request.agent(), request.signals(), version, calledHost, now / 1000);
        if (grant == null) {
            return new Refused(503, "Not now", "there is no key to sign tokens by, see " + HandshakeOptions.KEYS.key());
        }
        String format = request.format() == null ? "" : request.format().name();
        seen.seen(new AgentReport(
                request.namespace(),
                request.agent(),
                "handshake",
                request.version(),
                request.host(),
                now,
                Map.of("format", format)));
        return new Granted(grant);
    }

    /**
     * What an agent gets under a document, with a token that begins to hold at a given second: the same for the same arguments and keys.
     *
     * @return null when there is no such namespace, or no key to sign by
     */
    public @Nullable HandshakeGrant grant(
            String namespace,
            String agent,
            Set<Signal> signals,
            DocumentInForce.Version version,
            String calledHost,
            long issuedAtSeconds) {
        PipelineDocument current = version.document();
        NamespaceSpec spec = current.namespaces().get(namespace);
        Duration lifetime = settings.tokenLifetime();
        long expires = issuedAtSeconds + lifetime.toSeconds();
        String token = spec == null
                ? null
                : tokens.issue(new AgentToken(agent, Set.of(namespace), Use.WRITE, issuedAtSeconds, expires));
        if (spec == null || token == null) {
            return null;
        }
        TreeSet<String> monikers = new TreeSet<>(spec.monikers());
        for (SubscriptionSpec subscription : current.subscriptions().values()) {
            if (subscription.takesFrom(namespace) && signals.stream().anyMatch(subscription::takes)) {
                monikers.add(subscription.to());
            }
        }
        return new HandshakeGrant(
                agent,
                namespace,
                signals,
                Endpoints.of(settings, namespace, calledHost),
                spec.addLabels(),
                java.util.List.copyOf(monikers),
                hints.of(spec.database()),
                token,
                expires,
                Math.max(1, lifetime.toSeconds() / 2),
                settings.ingest().maxBodyBytes(),
                version.hash());
    }

    /** A token to shake hands with, or null while there is no key. */
    @Nullable
    String enrol(String name, Set<String> namespaces) {
        long now = epochMillis.getAsLong() / 1000;
        return tokens.issue(new AgentToken(
                name,
                namespaces,
                Use.ENROL,
                now,
                now + settings.enrolmentLifetime().toSeconds()));
    }
}
