package io.adxflow.job.web;

import java.net.InetSocketAddress;

/** An address to listen on. IPv6 hosts stand in brackets, {@code [::1]:9202}; an empty host means every interface. */
public record HostPort(String host, int port) {
    /**
     * Parses {@code HOST:PORT}.
     *
     * @throws IllegalArgumentException with a message for users
     */
    public static HostPort parse(String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "" : text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        try {
            int port = Integer.parseInt(text.substring(colon + 1));
            if (colon >= 0 && port >= 0 && port <= 65535) {
                return new HostPort(host, port);
            }
        } catch (NumberFormatException notANumber) {
            // Told below, with everything else that is not an address.
        }
        throw new IllegalArgumentException(
                "'" + text + "' is not an address (expected: HOST:PORT, as in 127.0.0.1:9201)");
    }

    public InetSocketAddress socketAddress() {
        return host.isEmpty() ? new InetSocketAddress(port) : new InetSocketAddress(host, port);
    }

    /** An address that can be dialled from this host: the loopback one for every interface. */
    public HostPort dialable() {
        boolean everyInterface = host.isEmpty() || host.equals("0.0.0.0") || host.equals("::");
        return everyInterface ? new HostPort("127.0.0.1", port) : this;
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
