package io.adxflow.sources.tls;

import java.io.Serializable;
import org.apache.flink.configuration.ReadableConfig;
import org.jspecify.annotations.Nullable;

/**
 * The files of one family of listeners, checked; see {@link TlsOptions}.
 *
 * @param prefix of the options that govern it, for messages
 * @param clientCaFile empty when clients are not asked
 */
public record TlsSettings(
        String prefix, String certificateFile, String keyFile, String clientCaFile, ClientAuth clientAuth)
        implements Serializable {

    /**
     * Null when it is not to speak TLS.
     *
     * @param prefix {@link TlsOptions#INGEST}, {@link TlsOptions#WEB}, or that of a configuration with the same keys
     * @throws IllegalArgumentException when one option asks for another; the message names both
     */
    public static @Nullable TlsSettings from(ReadableConfig config, String prefix) {
        String certificate = config.get(TlsOptions.certificate(prefix, "")).strip();
        String key = config.get(TlsOptions.key(prefix, "")).strip();
        String clientCa = config.get(TlsOptions.clientCa(prefix, "")).strip();
        ClientAuth clientAuth = config.get(TlsOptions.clientAuth(prefix, ""));
        if (certificate.isEmpty() && key.isEmpty() && clientCa.isEmpty() && clientAuth == ClientAuth.NONE) {
            return null;
        }
        needed(prefix, "certificate-file", certificate);
        needed(prefix, "key-file", key);
        if (clientAuth != ClientAuth.NONE) {
            needed(prefix, "client-ca-file", clientCa);
        } else if (!clientCa.isEmpty()) {
            throw new IllegalArgumentException(
                    prefix + "client-auth: none (expected: request or require, as client-ca-file is set)");
        }
        return new TlsSettings(prefix, certificate, key, clientCa, clientAuth);
    }

    private static void needed(String prefix, String option, String value) {
        if (value.isEmpty()) {
            throw new IllegalArgumentException(
                    prefix + option + ": none (expected: a PEM file, as another option of " + prefix + "* is set)");
        }
    }
}
