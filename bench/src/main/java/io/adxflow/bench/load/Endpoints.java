package io.adxflow.bench.load;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Where new connections go: what a Kubernetes Service is to its clients. Asked on the sender's thread for each connection. */
@FunctionalInterface
public interface Endpoints {
    /** The next one's turn; null while there is none. */
    @Nullable
    InetSocketAddress next();

    static Endpoints of(InetSocketAddress address) {
        return () -> address;
    }
}
