package io.adxflow.sources.auth;

import java.io.Serializable;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A sender of the document: how it proves itself, and what it may do. Names no secret's value.
 *
 * @param namespaces it may write to; {@code *} alone for all, empty for none
 * @param control what it may do beside sending
 */
public record SenderSpec(String name, Proof proof, List<String> namespaces, Control control) implements Serializable {

    public SenderSpec {
        namespaces = List.copyOf(namespaces);
    }

    /** How a sender proves itself. */
    public sealed interface Proof extends Serializable {
        /** By one of the tokens that stand in the secret, one a line. */
        record Bearer(SecretSource tokens) implements Proof {}

        /** By a name and one of the passwords that stand in the secret, one a line. */
        record Basic(String user, SecretSource passwords) implements Proof {}

        /**
         * By a client certificate.
         *
         * @param subject its distinguished name (RFC 4514), or {@code dns:name} or {@code uri:…} of its alternative names
         */
        record Certificate(String subject) implements Proof {}

        /**
         * By a token of the issuer whose claims have all of these values; where a claim is a list, among others.
         *
         * @param claims by name, at least one
         */
        record Claims(Map<String, String> claims) implements Proof {
            public Claims {
                claims = Map.copyOf(claims);
            }
        }
    }

    /** What one may do beside sending. */
    public enum Control {
        NONE,
        READ,
        /** And read. */
        CHANGE
    }

    public Identity identity() {
        Set<Permission> permissions = EnumSet.noneOf(Permission.class);
        if (!namespaces.isEmpty()) {
            permissions.add(Permission.WRITE);
        }
        if (control != Control.NONE) {
            permissions.add(Permission.CONTROL_READ);
        }
        if (control == Control.CHANGE) {
            permissions.add(Permission.CONTROL_CHANGE);
        }
        return new Identity(name, Set.copyOf(namespaces), permissions);
    }
}
