package io.adxflow.job.handshake;

import io.adxflow.job.config.SubscriptionSpec.Signal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a sender gets.
 *
 * @param labels to add to what it sends; the receiver adds them in any case
 * @param monikers the destinations that something of it may reach
 * @param token the credential's text
 * @param refreshSeconds after which it is to shake hands again
 * @param maxBodyBytes of a request
 * @param documentHash of the control document that this follows
 */
public record HandshakeGrant(
        String agent,
        String namespace,
        Set<Signal> signals,
        Endpoints endpoints,
        Map<String, String> labels,
        List<String> monikers,
        List<SchemaHints.TableHint> hints,
        String token,
        long expiresAtSeconds,
        long refreshSeconds,
        int maxBodyBytes,
        String documentHash) {
    public HandshakeGrant {
        signals = Set.copyOf(signals);
        labels = new TreeMap<>(labels);
        monikers = List.copyOf(monikers);
        hints = List.copyOf(hints);
    }

    /** Shows no token. */
    @Override
    public String toString() {
        return "grant for agent " + agent + " of namespace " + namespace;
    }
}
