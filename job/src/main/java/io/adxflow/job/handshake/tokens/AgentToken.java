package io.adxflow.job.handshake.tokens;

import java.util.Set;

/**
 * What a token says. The text of the token is none of it.
 *
 * @param agent who it was given to: a sender, or with {@link Use#ENROL} whoever brings senders
 * @param namespaces those that it is bound to
 * @param issuedAtSeconds epoch seconds, as is {@code expiresAtSeconds}
 */
public record AgentToken(String agent, Set<String> namespaces, Use use, long issuedAtSeconds, long expiresAtSeconds) {

    public AgentToken {
        namespaces = Set.copyOf(namespaces);
    }

    /** What a token is for. */
    public enum Use {
        /** To send telemetry. */
        WRITE,
        /** To shake hands; kept in the agent's own configuration for as long as it lives. */
        ENROL;

        String text() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }
}
