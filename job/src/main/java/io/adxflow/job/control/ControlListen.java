package io.adxflow.job.control;

import io.adxflow.job.web.HostPort;
import io.adxflow.sources.auth.Authentication;
import org.apache.flink.configuration.ReadableConfig;
import org.jspecify.annotations.Nullable;

/**
 * Where the control API listens: where only this machine reaches it, unless it asks who somebody is.
 *
 * @param own an address of its own, or null
 * @param withOps with the ops endpoint, if {@link #mayListen it may} there
 * @param authentication whether it asks
 */
public record ControlListen(@Nullable HostPort own, boolean withOps, Authentication authentication) {
    private static final String OFF = "off";
    private static final String OPS = "ops";

    /** @throws IllegalArgumentException when it is no address, or one that strangers reach; the message names the options */
    public static ControlListen from(ReadableConfig config) {
        Authentication authentication = config.get(ControlOptions.AUTHENTICATION);
        String text = config.get(ControlOptions.LISTEN).strip();
        if (text.equals(OFF) || text.equals(OPS)) {
            return new ControlListen(null, text.equals(OPS), authentication);
        }
        HostPort own = address(ControlOptions.LISTEN.key(), text, authentication, ControlOptions.AUTHENTICATION.key());
        return new ControlListen(own, false, authentication);
    }

    /**
     * Reads an address.
     *
     * @param option for the message, as is {@code authenticationOption}
     * @throws IllegalArgumentException when it is none, or one that strangers reach
     */
    public static HostPort address(
            String option, String text, Authentication authentication, String authenticationOption) {
        HostPort address;
        try {
            address = HostPort.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(option + ": " + e.getMessage(), e);
        }
        if (!mayListen(address, authentication)) {
            throw new IllegalArgumentException(
                    option + ": " + text + " (expected: an address of loopback, as 127.0.0.1:9204, or "
                            + authenticationOption
                            + ": require; whoever reaches the control API may change where rows go)");
        }
        return address;
    }

    /** Whether nobody reaches it who is not asked. */
    public static boolean mayListen(HostPort address, Authentication authentication) {
        return authentication == Authentication.REQUIRE || isLoopback(address);
    }

    /** Whether only this machine reaches it. */
    public static boolean isLoopback(HostPort address) {
        return !address.host().isEmpty()
                && address.socketAddress().getAddress() != null
                && address.socketAddress().getAddress().isLoopbackAddress();
    }
}
