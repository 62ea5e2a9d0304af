package io.adxflow.sources.grpc;

import java.net.InetSocketAddress;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * Who a call is from, as far as its transport tells.
 *
 * @param remote whose connection it came by
 * @param userAgent null when there is none
 * @param authorization the metadata of this name; null when there is none
 * @param schemaHint what it says of tables, by the metadata {@code x-adxflow-schema}; null for nothing
 * @param tls null for a connection in plain
 */
public record Caller(
        InetSocketAddress remote,
        @Nullable String userAgent,
        @Nullable String authorization,
        @Nullable String schemaHint,
        @Nullable SSLSession tls) {
    /** Says nothing of the credential. */
    @Override
    public String toString() {
        return String.valueOf(remote);
    }
}
