package io.adxflow.sdk.client;

import java.util.Set;

/**
 * What an agent says of itself.
 *
 * @param agent its name, unique in the namespace: 1 to 128 letters, digits and {@code . _ : @ -}
 * @param version of its program
 * @param host where it runs
 * @param signals {@code metrics}, {@code logs}, {@code traces}; empty for all
 * @param format the configuration that it wants, such as {@code prometheus}; empty for none
 */
public record Handshake(
        String agent, String version, String host, String namespace, Set<String> signals, String format) {
    public Handshake {
        signals = Set.copyOf(signals);
    }

    /** Of an agent that wants to know where to send, and no configuration. */
    public static Handshake of(String agent, String namespace) {
        return new Handshake(agent, "", "", namespace, Set.of(), "");
    }

    /** The same with a configuration. */
    public Handshake in(String wanted) {
        return new Handshake(agent, version, host, namespace, signals, wanted);
    }
}
