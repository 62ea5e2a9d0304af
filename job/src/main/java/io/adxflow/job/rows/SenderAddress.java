package io.adxflow.job.rows;

import java.util.Arrays;
import java.util.stream.Collectors;

/** The part of a sender's description that it did not choose: its address without the port. */
final class SenderAddress {
    /** A host has all addresses of its /64 (RFC 4291, 2.5.4), so it is told by the first four groups. */
    private static final int GROUPS_OF_NETWORK = 4;

    private SenderAddress() {}

    /** @param sender {@code /10.0.0.1:4711 agent} or {@code /[2001:db8:0:0:0:0:0:1]:4711 agent}, as Java prints addresses */
    static String of(String sender) {
        int blank = sender.indexOf(' ');
        String address = blank < 0 ? sender : sender.substring(0, blank);
        address = address.substring(address.indexOf('/') + 1);
        int bracket = address.indexOf(']');
        if (bracket > 0) {
            return Arrays.stream(address.substring(1, bracket).split(":", -1))
                            .limit(GROUPS_OF_NETWORK)
                            .collect(Collectors.joining(":"))
                    + "::/64";
        }
        int port = address.lastIndexOf(':');
        return port < 0 ? address : address.substring(0, port);
    }
}
