package io.adxflow.sources.auth;

import java.util.Set;

/**
 * Who a credential proved to be.
 *
 * @param name for messages and logs; never a secret
 * @param namespaces those it may write to; {@code *} stands for all
 */
public record Identity(String name, Set<String> namespaces, Set<Permission> permissions) {
    public Identity {
        namespaces = Set.copyOf(namespaces);
        permissions = Set.copyOf(permissions);
    }

    public boolean may(Permission permission) {
        return permissions.contains(permission);
    }

    /** Whether it may send telemetry to this namespace. */
    public boolean mayWrite(String namespace) {
        return may(Permission.WRITE) && (namespaces.contains("*") || namespaces.contains(namespace));
    }
}
