package io.adxflow.job.handshake.tokens;

import io.adxflow.job.handshake.tokens.AgentToken.Use;
import io.adxflow.sources.auth.AuthVerdict;
import io.adxflow.sources.auth.Credentials;
import io.adxflow.sources.auth.Identity;
import io.adxflow.sources.auth.Permission;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Decides by its credentials whether somebody may shake hands, and for whom. Thread-safe; does not block. */
public final class AgentGate {
    private static final String BEARER = "bearer ";

    private final AgentTokens tokens;
    private final Function<Credentials, @Nullable AuthVerdict> senders;
    private final boolean trusted;

    /**
     * @param senders says who it is otherwise; null when nobody can say
     * @param trusted whether whoever shows nothing may shake hands for anybody
     */
    public AgentGate(AgentTokens tokens, Function<Credentials, @Nullable AuthVerdict> senders, boolean trusted) {
        this.tokens = tokens;
        this.senders = senders;
        this.trusted = trusted;
    }

    /**
     * Who asks. All empty: nobody who is known.
     *
     * @param token of a hand-shake that it showed
     * @param sender it is, with rights of its own
     * @param anybody whether it may shake hands for anybody
     * @param problem why it may for nobody, else empty
     */
    public record Admission(@Nullable AgentToken token, @Nullable Identity sender, boolean anybody, String problem) {

        /** Whether it has proved who it is. */
        public boolean isKnown() {
            return anybody || token != null || sender != null;
        }

        /** Null when it may shake hands for this agent. */
        public @Nullable String refusalOf(String namespace, String agent) {
            if (anybody) {
                return null;
            }
            if (sender != null) {
                return mayFor(namespace) ? null : sender.name() + " may not write to namespace " + namespace;
            }
            if (token == null) {
                return problem;
            }
            if (!mayFor(namespace)) {
                return "the token is for " + String.join(", ", token.namespaces()) + ", and not for namespace "
                        + namespace;
            }
            return token.use() == Use.ENROL || token.agent().equals(agent)
                    ? null
                    : "the token is agent " + token.agent() + "'s, and not " + agent + "'s";
        }

        /** Whether its agents may be of this namespace. */
        public boolean mayFor(String namespace) {
            if (sender != null) {
                return sender.may(Permission.CONTROL_CHANGE) || sender.mayWrite(namespace);
            }
            return anybody
                    || (token != null
                            && (token.namespaces().contains(namespace)
                                    || (token.use() == Use.ENROL
                                            && token.namespaces().contains("*"))));
        }

        /** The one namespace that it is for, or null. */
        public @Nullable String onlyNamespace() {
            var namespaces = token != null ? token.namespaces() : sender != null ? sender.namespaces() : null;
            return namespaces == null || namespaces.size() != 1 || namespaces.contains("*")
                    ? null
                    : namespaces.iterator().next();
        }

        /** Whose agents these are: no other may take their names over. */
        public String owner() {
            return token != null
                    ? token.use() + " " + token.agent()
                    : sender != null ? "sender " + sender.name() : "anybody";
        }
    }

    public Admission admit(Credentials credentials, long nowMillis) {
        String authorization = credentials.authorization();
        String text =
                authorization != null && authorization.toLowerCase(Locale.ROOT).startsWith(BEARER)
                        ? authorization.substring(BEARER.length()).strip()
                        : "";
        AuthVerdict verdict = text.isEmpty() ? null : tokens.check(text, nowMillis);
        if (verdict instanceof AuthVerdict.Accepted) {
            AgentToken token = tokens.read(text);
            return new Admission(token, null, false, token == null ? "not a token of hand-shakes" : "");
        } else if (verdict instanceof AuthVerdict.Expired) {
            return refused("the token has expired; enrol again (./adxflow agents enrol)");
        } else if (verdict instanceof AuthVerdict.Refused refused) {
            return refused(refused.reason());
        }
        boolean shows = authorization != null || credentials.tls() != null;
        AuthVerdict other = shows ? senders.apply(credentials) : null;
        if (other instanceof AuthVerdict.Accepted accepted) {
            return new Admission(null, accepted.identity(), false, "");
        }
        if (authorization == null) {
            return new Admission(
                    null,
                    null,
                    trusted,
                    trusted ? "" : "show an enrolment token (./adxflow agents enrol), as Authorization: Bearer …");
        }
        return refused("not a token of hand-shakes, nor a credential of a sender");
    }

    private static Admission refused(String problem) {
        return new Admission(null, null, false, problem);
    }
}
