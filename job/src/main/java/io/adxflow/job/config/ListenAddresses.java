package io.adxflow.job.config;

import io.adxflow.job.cli.RunOptions;
import io.adxflow.job.control.ControlOptions;
import io.adxflow.job.kusto.QueryOptions;
import io.adxflow.job.ops.OpsOptions;
import io.adxflow.job.web.HostPort;
import io.adxflow.sources.http.IngestOptions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ReadableConfig;

/** Finds two listeners on one port, of which the second would be told at the start that another process is there. */
final class ListenAddresses {
    private static final List<ConfigOption<String>> OPTIONS = List.of(
            IngestOptions.HTTP,
            IngestOptions.OTLP_HTTP,
            IngestOptions.OTLP_GRPC,
            OpsOptions.LISTEN,
            QueryOptions.LISTEN,
            RunOptions.UI_LISTEN,
            ControlOptions.LISTEN);

    private ListenAddresses() {}

    /** @throws IllegalArgumentException for the first two that share a port; the message names both options */
    static void check(ReadableConfig options) {
        Map<String, HostPort> others = new LinkedHashMap<>();
        for (ConfigOption<String> option : OPTIONS) {
            String text = options.get(option).trim();
            HostPort address;
            try {
                address = HostPort.parse(text);
            } catch (IllegalArgumentException e) {
                // Off; or no address at all, which is told by whoever listens there.
                continue;
            }
            others.forEach((key, other) -> {
                if (overlap(address, other)) {
                    throw new IllegalArgumentException(
                            option.key() + ": " + text + " (expected: another port than that of " + key + ")");
                }
            });
            others.put(option.key(), address);
        }
    }

    private static boolean overlap(HostPort one, HostPort other) {
        boolean samePort = one.port() == other.port() && one.port() != 0;
        return samePort && (one.host().equals(other.host()) || isEveryInterface(one) || isEveryInterface(other));
    }

    private static boolean isEveryInterface(HostPort address) {
        return !address.equals(address.dialable());
    }
}
