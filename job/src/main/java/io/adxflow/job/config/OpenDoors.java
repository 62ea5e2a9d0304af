package io.adxflow.job.config;

import io.adxflow.job.control.ControlListen;
import io.adxflow.job.web.HostPort;
import io.adxflow.sources.auth.Authentication;
import io.adxflow.sources.http.IngestOptions;
import io.adxflow.sources.tls.TlsOptions;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ReadableConfig;

/** Warns of listeners for senders that others reach and that ask nobody who he is, or are told secrets in plain. */
final class OpenDoors {
    private static final List<ConfigOption<String>> ADDRESSES =
            List.of(IngestOptions.HTTP, IngestOptions.OTLP_HTTP, IngestOptions.OTLP_GRPC);

    private OpenDoors() {}

    static void warn(ReadableConfig options, List<String> warnings) {
        List<String> open = ADDRESSES.stream()
                .filter(option -> isReached(options.get(option)))
                .map(option -> option.key() + " " + options.get(option).strip())
                .toList();
        if (open.isEmpty()) {
            return;
        }
        if (options.get(IngestOptions.AUTHENTICATION) == Authentication.NONE) {
            warnings.add("whoever reaches " + String.join(", ", open) + " may write to every namespace; see "
                    + IngestOptions.AUTHENTICATION.key());
        } else if (options.get(TlsOptions.INGEST_CERTIFICATE).isBlank()) {
            warnings.add("credentials come to " + String.join(", ", open) + " in plain; see "
                    + TlsOptions.INGEST_CERTIFICATE.key() + ", unless TLS ends in front of it");
        }
    }

    private static boolean isReached(String address) {
        try {
            return !ControlListen.isLoopback(HostPort.parse(address.strip()));
        } catch (IllegalArgumentException offOrNone) {
            return false;
        }
    }
}
