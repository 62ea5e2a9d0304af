package io.adxflow.sources.auth;

import java.net.InetAddress;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * What a request brings to prove who it is from.
 *
 * @param authorization the value of the header or metadata of this name; null when there is none
 * @param tls null for a connection in plain
 * @param from where the connection comes from
 */
public record Credentials(@Nullable String authorization, @Nullable SSLSession tls, InetAddress from) {
    /** Says nothing of the credential. */
    @Override
    public String toString() {
        return "credentials from " + from.getHostAddress();
    }
}
