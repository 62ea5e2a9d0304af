package io.adxflow.sinks.azure;

import org.jspecify.annotations.Nullable;

/**
 * Who asks.
 *
 * @param secretEnv environment variable with the client secret
 * @param secretFile file with the client secret
 * @param certificateFile PEM file with certificate and key
 * @param authority login endpoint, or null for the public cloud's
 */
public record Identity(
        AuthMethod method,
        @Nullable String tenantId,
        @Nullable String clientId,
        @Nullable String secretEnv,
        @Nullable String secretFile,
        @Nullable String certificateFile,
        @Nullable String authority) {}
