package io.adxflow.job.cli;

import io.adxflow.job.web.HostPort;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a run says first: where to send, where to look.
 *
 * @param otlpHttp the listener for OTLP/HTTP alone; null when it is off, as is {@code otlpGrpc}
 * @param ui null when it is off
 * @param query where Kusto's clients are answered; null when it is off, or the run keeps no tables in a folder
 * @param senderScheme {@code http} or {@code https}, of the listeners for senders; {@code webScheme}: of those for people
 * @param emulator the endpoint of the stand-in for Azure Data Explorer, or null when there is none
 */
record Banner(
        Path data,
        HostPort ingest,
        @Nullable HostPort otlpHttp,
        @Nullable HostPort otlpGrpc,
        HostPort ops,
        @Nullable HostPort ui,
        @Nullable HostPort query,
        boolean demo,
        @Nullable String emulator,
        String senderScheme,
        String webScheme) {

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
                Look at   %s   the pipeline, live; also metrics, health
                %s          %s   data; logs are in logs/
                Query     %s%s
                Stop      Ctrl-C or SIGTERM: commits what is open%s
                """
                .formatted(
                        url(),
                        url(),
                        otlp(),
                        web(ops),
                        ui == null ? "" : "          " + web(ui) + "   Flink's web UI\n",
                        data,
                        query == null ? "" : web(query) + "   Kusto's clients, Grafana's data source\n          ",
                        queryCommand(),
                        demo ? "\nDemo      samples of an invented cluster arrive each second" : "");
    }

    private String queryCommand() {
        return emulator == null
                ? "./adxflow query" + dataFlag() + " \"SELECT …\"   (./adxflow tables" + dataFlag()
                        + " lists what is there)"
                : "./adxflow query" + dataFlag() + " --adx-emulator \"NodeLoad1 | count\"   (KQL's basics, or SQL)\n"
                        + "          Azure Data Explorer's stand-in is at " + emulator + ", moniker adx";
    }

    private String url() {
        return senders(ingest) + "/api/v1/write";
    }

    private String senders(HostPort address) {
        return senderScheme + "://" + address.dialable();
    }

    private String web(HostPort address) {
        return webScheme + "://" + address.dialable();
    }

    private String otlp() {
        String http = senders(otlpHttp == null ? ingest : otlpHttp) + " (OTLP/HTTP)";
        return otlpGrpc == null ? http : http + ", " + senders(otlpGrpc) + " (OTLP/gRPC)";
    }

    private String dataFlag() {
        return data.equals(Path.of("adxflow-data").toAbsolutePath().normalize()) ? "" : " --data " + data;
    }
}
