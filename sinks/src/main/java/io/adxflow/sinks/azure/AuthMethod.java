package io.adxflow.sinks.azure;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who the destination is to Azure. Always named: guessing an identity hides which one lacks a right. */
public enum AuthMethod {
    NONE("none"),
    WORKLOAD_IDENTITY("workload-identity"),
    MANAGED_IDENTITY("managed-identity"),
    CLIENT_SECRET("client-secret"),
    CLIENT_CERTIFICATE("client-certificate"),
    AZURE_CLI("azure-cli");

    private final String text;

    AuthMethod(String text) {
        this.text = text;
    }

    /** As it stands in a configuration. */
    public String text() {
        return text;
    }

    static List<String> texts() {
        return Arrays.stream(values()).map(AuthMethod::text).toList();
    }

    static @Nullable AuthMethod of(String text) {
        for (AuthMethod method : values()) {
            if (method.text.equals(text)) {
                return method;
            }
        }
        return null;
    }
}
