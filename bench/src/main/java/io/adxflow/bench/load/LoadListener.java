package io.adxflow.bench.load;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Told what happens to each body, on the sender's thread. */
public interface LoadListener {
    /** A body is about to be sent, for the first time or again. */
    default void attempted(long body) {}

    /** A body was answered with 2xx. */
    default void acknowledged(long body) {}

    /**
     * A body was answered with 5xx or 429, and will be sent again.
     *
     * @param retryAfterSeconds 0 when the answer does not say
     */
    default void refused(long body, int status, long retryAfterSeconds) {}

    /**
     * A body got no answer, and will be sent again.
     *
     * @param address where it went, or null when there was nowhere to go
     */
    default void lost(long body, @Nullable InetSocketAddress address, Exception cause) {}

    /** A body was refused for good and will not be sent again. */
    default void failed(long body, int status, String answer) {}
}
