package io.adxflow.sources.http;

import java.io.Serializable;
import java.net.InetSocketAddress;
import org.apache.flink.configuration.ConfigOption;
import org.jspecify.annotations.Nullable;

/**
 * Where to listen.
 *
 * @param host empty for every interface
 * @param port 0 for any free one (tests)
 */
public record IngestAddress(String host, int port) implements Serializable {
    private static final String OFF = "off";

    /** @throws IllegalArgumentException when the text is not {@code host:port}; the message names the option and the text */
    static IngestAddress parse(ConfigOption<String> option, String text) {
        String address = text.trim();
        int colon = address.lastIndexOf(':');
        check(colon >= 0, option, address, "host:port");
        String digits = address.substring(colon + 1);
        check(digits.matches("[0-9]{1,5}"), option, address, "host:port");
        int port = Integer.parseInt(digits);
        check(port <= 65535, option, address, "a port up to 65535");
        String host = address.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            return new IngestAddress(host.substring(1, host.length() - 1), port);
        }
        check(host.indexOf(':') < 0, option, address, "host:port, IPv6 addresses in brackets");
        return new IngestAddress(host, port);
    }

    /** Null for {@code off}. */
    static @Nullable IngestAddress parseUnlessOff(ConfigOption<String> option, String text) {
        return text.trim().equalsIgnoreCase(OFF) ? null : parse(option, text);
    }

    InetSocketAddress socketAddress() {
        return host.isEmpty() ? new InetSocketAddress(port) : new InetSocketAddress(host, port);
    }

    private static void check(boolean holds, ConfigOption<String> option, String address, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(option.key() + ": " + address + " (expected: " + expected + ")");
        }
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
