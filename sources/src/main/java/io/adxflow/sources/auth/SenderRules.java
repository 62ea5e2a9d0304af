package io.adxflow.sources.auth;

import java.util.List;

/**
 * Whom one version of the document knows.
 *
 * @param senders of the document
 * @param verifiers of tokens that are issued and not configured, in the order in which they are asked; they stand behind the
 *     tokens of {@code senders} and before those of the issuer that {@link AuthOptions} name
 */
public record SenderRules(List<SenderSpec> senders, List<BearerVerifier> verifiers) {
    /** Nobody. */
    public static final SenderRules NONE = new SenderRules(List.of(), List.of());

    public SenderRules {
        senders = List.copyOf(senders);
        verifiers = List.copyOf(verifiers);
    }
}
