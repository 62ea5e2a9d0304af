package io.adxflow.sources.connections;

import java.io.Serializable;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/** A set of IP networks, such as those of load balancers. */
public final class Networks implements Serializable {
    private static final long serialVersionUID = 1;

    /** No address is in it. */
    public static final Networks NONE = new Networks(List.of(), List.of());

    private static final int SENDER_PREFIX_BYTES = 8;
    private final List<String> texts;
    private final List<Network> networks;

    private record Network(byte[] address, int prefixBits) implements Serializable {
        boolean contains(byte[] candidate) {
            if (candidate.length != address.length) {
                return false;
            }
            int wholeBytes = prefixBits / 8;
            int rest = prefixBits % 8;
            return Arrays.equals(candidate, 0, wholeBytes, address, 0, wholeBytes)
                    && (rest == 0 || ((candidate[wholeBytes] ^ address[wholeBytes]) & (0xff00 >> rest) & 0xff) == 0);
        }
    }

    private Networks(List<String> texts, List<Network> networks) {
        this.texts = texts;
        this.networks = networks;
    }

    /**
     * Reads addresses and networks in CIDR notation (RFC 4632), as in {@code 10.0.0.0/8} and {@code fd00::/8}.
     *
     * @throws IllegalArgumentException for the first that is neither; the message names it
     */
    public static Networks parse(List<String> texts) {
        return texts.isEmpty()
                ? NONE
                : new Networks(
                        List.copyOf(texts),
                        texts.stream().map(Networks::network).toList());
    }

    private static Network network(String text) {
        int slash = text.indexOf('/');
        String host = (slash < 0 ? text : text.substring(0, slash)).strip();
        try {
            // Names, which would be looked up, have letters beyond f or no colon.
            if (host.matches("[0-9.]+") || (host.contains(":") && host.matches("[0-9a-fA-F:.]+"))) {
                byte[] address = InetAddress.getByName(host).getAddress();
                int bits = slash < 0
                        ? address.length * 8
                        : Integer.parseInt(text.substring(slash + 1).strip());
                if (bits >= 0 && bits <= address.length * 8) {
                    return new Network(address, bits);
                }
            }
        } catch (UnknownHostException | NumberFormatException neither) {
            // Told below.
        }
        throw new IllegalArgumentException("'" + text
                + "' is not a network (expected: an IP address, or one with a prefix length, as in 10.0.0.0/8)");
    }

    public boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        return networks.stream().anyMatch(network -> network.contains(bytes));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Networks set && texts.equals(set.texts);
    }

    @Override
    public int hashCode() {
        return texts.hashCode();
    }

    @Override
    public String toString() {
        return texts.toString();
    }

    /** What stands for a sender: its address, or of IPv6 its /64, since a host there has as many addresses as it likes. */
    public static InetAddress sender(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            return address;
        }
        byte[] network = address.getAddress();
        Arrays.fill(network, SENDER_PREFIX_BYTES, network.length, (byte) 0);
        try {
            return InetAddress.getByAddress(network);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an IPv6 address has 16 bytes", e);
        }
    }
}
