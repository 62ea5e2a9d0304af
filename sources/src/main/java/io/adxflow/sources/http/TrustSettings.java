package io.adxflow.sources.http;

import io.adxflow.sources.auth.AuthSettings;
import io.adxflow.sources.auth.Authentication;
import io.adxflow.sources.tls.TlsOptions;
import io.adxflow.sources.tls.TlsSettings;
import java.io.Serializable;
import org.apache.flink.configuration.ReadableConfig;
import org.jspecify.annotations.Nullable;

/**
 * Whom the listeners for senders trust, checked.
 *
 * @param tls null when they speak in plain
 */
public record TrustSettings(Authentication authentication, AuthSettings auth, @Nullable TlsSettings tls)
        implements Serializable {

    /** @throws IllegalArgumentException for the first value that cannot be; the message names its option */
    static TrustSettings from(ReadableConfig config) {
        return new TrustSettings(
                config.get(IngestOptions.AUTHENTICATION),
                AuthSettings.from(config),
                TlsSettings.from(config, TlsOptions.INGEST));
    }
}
