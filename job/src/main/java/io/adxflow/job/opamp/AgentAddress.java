package io.adxflow.job.opamp;

import io.adxflow.job.handshake.HandshakeHub;
import io.adxflow.job.handshake.HandshakeMetric;
import io.adxflow.job.handshake.HandshakeOptions;
import io.adxflow.job.handshake.HandshakeRoutes;
import io.adxflow.job.ops.MetricStore;
import io.adxflow.job.web.HostPort;
import io.adxflow.job.web.Routes;
import io.adxflow.job.web.WebLimits;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.configuration.ReadableConfig;
import org.jspecify.annotations.Nullable;

/** Where agents come to: hand-shakes and OpAMP, on an address of their own or with the control API. */
public final class AgentAddress {
    private static final String WITH_CONTROL = "control";
    private static final String OFF = "off";
    /** Above those that are remembered, for those that are told to come again. */
    private static final int MORE_CONNECTIONS = 512;

    private static final AtomicBoolean MEASURED = new AtomicBoolean();

    private AgentAddress() {}

    /**
     * The address of its own, or null.
     *
     * @throws IllegalArgumentException when it is none; the message names the option
     */
    public static @Nullable HostPort own(ReadableConfig config) {
        String text = config.get(HandshakeOptions.LISTEN).strip();
        return text.equals(WITH_CONTROL) || text.equals(OFF) ? null : parse(HandshakeOptions.LISTEN.key(), text);
    }

    /** Whether agents come to where the control API is. */
    public static boolean isWithControl(ReadableConfig config) {
        return config.get(HandshakeOptions.LISTEN).strip().equals(WITH_CONTROL);
    }

    /**
     * Reads an address.
     *
     * @param option for the message
     */
    public static HostPort parse(String option, String text) {
        try {
            return HostPort.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(option + ": " + e.getMessage(), e);
        }
    }

    /**
     * The paths where the control API is: agents are listed, enrolled and revoked too, by whoever the address lets in.
     *
     * @param trusted whether who shows no token may be any agent, as where nobody is asked who he is
     * @param control what else is there
     */
    public static Routes besideControl(boolean trusted, Routes control) {
        measure();
        return routes(HandshakeHub.jvm(), OpAmpHub.jvm(), trusted, true, control);
    }

    /** The paths where strangers come: those for agents alone, and each request proves who it is from. */
    public static Routes alone() {
        measure();
        return routes(HandshakeHub.jvm(), OpAmpHub.jvm(), false, false, (router, workers) -> {});
    }

    private static void measure() {
        if (MEASURED.compareAndSet(false, true)) {
            for (HandshakeMetric metric : HandshakeMetric.values()) {
                MetricStore.instance().addOfProcess(metric.metricName(), () -> HandshakeHub.jvm()
                        .value(metric));
            }
            for (OpAmpMetric metric : OpAmpMetric.values()) {
                MetricStore.instance()
                        .addOfProcess(metric.metricName(), () -> OpAmpHub.jvm().value(metric));
            }
        }
    }

    static Routes routes(HandshakeHub handshakes, OpAmpHub agents, boolean trusted, boolean managed, Routes behind) {
        return (router, workers) -> {
            new HandshakeRoutes(handshakes, trusted, managed).addTo(router, workers);
            new OpAmpRoutes(handshakes, agents, trusted, managed).addTo(router, workers);
            behind.addTo(router, workers);
        };
    }

    /** Of an address of its own. */
    public static WebLimits limits(ReadableConfig config) {
        int connections = config.get(HandshakeOptions.MAX_AGENTS) + MORE_CONNECTIONS;
        int bodyBytes = (int) Math.min(
                Integer.MAX_VALUE - 64,
                config.get(HandshakeOptions.MAX_MESSAGE_SIZE).getBytes());
        return new WebLimits(
                connections,
                // Agents come through one proxy, or from behind one router.
                connections,
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                Duration.ofMinutes(2),
                Duration.ofMinutes(1),
                WebLimits.FEW.headBytes(),
                bodyBytes,
                2,
                256);
    }
}
