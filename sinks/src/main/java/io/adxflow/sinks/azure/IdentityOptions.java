package io.adxflow.sinks.azure;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads who to be, and what that method of signing in needs. */
public final class IdentityOptions {
    private IdentityOptions() {}

    /** @param endpoint the cluster's, empty when it is wrong itself */
    public static Identity of(OptionValues options, String endpoint) {
        boolean plain = endpoint.startsWith("http://");
        String text = options.text("auth");
        AuthMethod method = text == null ? AuthMethod.NONE : AuthMethod.of(text);
        if (method == null) {
            options.wrong("auth: " + text + " (expected: one of " + String.join(", ", AuthMethod.texts()) + ")");
            method = AuthMethod.NONE;
        } else if (plain && method != AuthMethod.NONE) {
            options.wrong("auth: " + text + " (expected: none with http, over which no token is sent)");
        } else if (!plain && !endpoint.isEmpty() && method == AuthMethod.NONE) {
            options.wrong("auth: " + (text == null ? "not set" : text)
                    + " (expected: who to be with https, one of workload-identity, managed-identity, client-secret,"
                    + " client-certificate, azure-cli)");
        }
        Identity identity = new Identity(
                method,
                options.text("tenant-id"),
                options.text("client-id"),
                options.text("client-secret-env"),
                options.text("client-secret-file"),
                options.text("certificate-file"),
                options.url("authority", Set.of("https")));
        boolean secret = method == AuthMethod.CLIENT_SECRET;
        boolean certificate = method == AuthMethod.CLIENT_CERTIFICATE;
        if (secret || certificate) {
            require(options, "tenant-id", identity.tenantId(), method);
            require(options, "client-id", identity.clientId(), method);
        }
        if (secret && (identity.secretEnv() == null) == (identity.secretFile() == null)) {
            options.wrong((identity.secretEnv() == null
                            ? "client-secret-env: not set"
                            : "client-secret-env: set with client-secret-file")
                    + " (expected: with auth=client-secret, either client-secret-env, the name of an environment variable,"
                    + " or client-secret-file)");
        }
        if (certificate) {
            require(options, "certificate-file", identity.certificateFile(), method);
        }
        return identity;
    }

    private static void require(OptionValues options, String key, @Nullable String value, AuthMethod method) {
        if (value == null) {
            options.wrong(key + ": not set (expected: a value, with auth=" + method.text() + ")");
        }
    }
}
