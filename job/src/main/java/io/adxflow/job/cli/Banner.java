package io.adxflow.job.cli;

import io.adxflow.job.ops.HostPort;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a run says first: where to send, where to look.
 *
 * @param otlpHttp the listener for OTLP/HTTP alone; null when it is off, as is {@code otlpGrpc}
 * @param emulator the endpoint of the stand-in for Azure Data Explorer, or null when there is none
 */
record Banner(
        Path data,
        HostPort ingest,
        @Nullable HostPort otlpHttp,
        @Nullable HostPort otlpGrpc,
        HostPort ops,
        HostPort ui,
        boolean demo,
        @Nullable String emulator) {

    String starting(Checkpoints.@Nullable Checkpoint from) {
        String state = from == null ? "with no state" : "from checkpoint " + from.number() + " (" + from.age() + ")";
        return "adxflow " + Version.text() + " starts " + state + " …";
    }

    String text() {
        return """

                Send to   %s
                          Prometheus:   remote_write:
                                          - url: %s
                          OpenTelemetry: %s
                Look at   http://%s   metrics, health
                          http://%s   Flink's web UI
                          %s   data; logs are in logs/
                Query     %s
                Stop      Ctrl-C or SIGTERM: commits what is open%s
                """
                .formatted(
                        url(),
                        url(),
                        otlp(),
                        ops.dialable(),
                        ui.dialable(),
                        data,
                        query(),
                        demo ? "\nDemo      samples of an invented cluster arrive each second" : "");
    }

    private String query() {
        return emulator == null
                ? "./adxflow query" + dataFlag() + " \"SELECT …\"   (./adxflow tables" + dataFlag()
                        + " lists what is there)"
                : "./adxflow query" + dataFlag() + " --adx-emulator \"NodeLoad1 | count\"   (KQL's basics, or SQL)\n"
                        + "          Azure Data Explorer's stand-in is at " + emulator + ", moniker adx";
    }

    private String url() {
        return "http://" + ingest.dialable() + "/api/v1/write";
    }

    private String otlp() {
        String http = "http://" + (otlpHttp == null ? ingest : otlpHttp).dialable() + " (OTLP/HTTP)";
        return otlpGrpc == null ? http : http + ", http://" + otlpGrpc.dialable() + " (OTLP/gRPC)";
    }

    private String dataFlag() {
        return data.equals(Path.of("adxflow-data").toAbsolutePath().normalize()) ? "" : " --data " + data;
    }
}
