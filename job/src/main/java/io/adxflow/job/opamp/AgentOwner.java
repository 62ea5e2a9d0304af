package io.adxflow.job.opamp;

import io.adxflow.job.handshake.tokens.AgentGate.Admission;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Says whose an agent is, and of which namespace. Stateless. */
final class AgentOwner {
    /** In an agent's description, of those that may belong to several. */
    static final String NAMESPACE_ATTRIBUTE = "adxflow.namespace";

    private static final String DEFAULT_NAMESPACE = "default";

    private AgentOwner() {}

    /** By which an owner of {@link Admission#owner} is revoked. */
    static String name(String owner) {
        return owner.substring(owner.indexOf(' ') + 1);
    }

    /** Null when it is not known yet, or not his. */
    static @Nullable String namespace(Admission caller, AgentMessage message) {
        String only = caller.onlyNamespace();
        Map<String, String> attributes = message.attributes();
        if (only != null || attributes == null) {
            return only;
        }
        String wished = attributes.getOrDefault(NAMESPACE_ATTRIBUTE, caller.anybody() ? DEFAULT_NAMESPACE : "");
        return caller.mayFor(wished) ? wished : null;
    }
}
