package io.adxflow.bench.load;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.adxflow.sources.wire.WireFormat;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The load sender as a process. Sends one phase after the other, each going on where the last ended; waits for a line on
 * standard input before each but the first, and prints a JSON line after each, so that one warm process serves a warm-up and
 * a measurement.
 */
@Command(
        name = "send",
        description = "Sends a load of remote write or OTLP and prints what became of it, a JSON line for each phase.")
public final class LoadSender implements Callable<Integer> {
    @Option(
            names = "--url",
            required = true,
            description =
                    "where to send, for example http://127.0.0.1:9201/api/v1/write or http://127.0.0.1:9201/v1/logs")
    private URI url = URI.create("");

    @Option(
            names = "--workload",
            defaultValue = "a",
            description =
                    "a, b, c, d, or otlp-logs, otlp-spans or otlp-metrics, with -gzip or without (default: ${DEFAULT-VALUE})")
    private String workload = "";

    @Option(names = "--protocol", defaultValue = "1", description = "remote write 1 or 2 (default: ${DEFAULT-VALUE})")
    private int protocol;

    @Option(
            names = "--samples",
            split = ",",
            required = true,
            description = "samples of each phase, separated by commas")
    private List<Long> phases = new ArrayList<>();

    @Option(names = "--inflight", defaultValue = "1200", description = "connections (default: ${DEFAULT-VALUE})")
    private int inflight;

    @Option(
            names = "--rate",
            split = ",",
            description = "samples a second of each phase; 0: as fast as answers come (default: the workload's)")
    private List<Double> rates = new ArrayList<>();

    @Option(names = "--seconds", defaultValue = "86400", description = "longest phase")
    private long seconds;

    @Option(
            names = "--first-body",
            defaultValue = "0",
            description = "number of the first body (default: ${DEFAULT-VALUE})")
    private long firstBody;

    @Option(names = "--ledger", description = "file for the numbers of acknowledged bodies")
    private @Nullable Path ledger;

    @Option(names = "--token-file", description = "file with a token that proves who sends")
    private @Nullable Path tokenFile;

    @Option(names = "--tls", description = "speak TLS, whatever certificate the server shows")
    private boolean tls;

    @Option(names = "--stay", description = "wait for the end of standard input after the last phase")
    private boolean stay;

    public static void main(String[] args) {
        System.exit(new CommandLine(new LoadSender()).execute(args));
    }

    @Override
    public Integer call() throws IOException {
        OtlpLoad otlp = OtlpLoad.named(workload);
        if (otlp != null) {
            return send(new OtlpBodies(otlp), otlp.format(), OtlpLoad.RECORDS_PER_BODY, 0);
        }
        Workload load = Workload.named(workload);
        WireFormat format = WireFormat.ofCode((byte) protocol);
        return send(new BodyGenerator(load, format), format, load.samplesPerBody(), load.samplesPerSecond());
    }

    private int send(Bodies source, WireFormat format, int samplesPerBody, double usualRate) throws IOException {
        BufferedReader go = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        AckLedger acked = ledger == null ? null : new AckLedger(ledger);
        LoadListener listener = acked == null ? new LoadListener() {} : listener(acked);
        try (TlsTunnel tunnel = tls ? TlsTunnel.open(url.getHost(), url.getPort()) : null) {
            int port = tunnel == null ? url.getPort() : tunnel.port();
            String authorization = tokenFile == null
                    ? ""
                    : "Bearer " + Files.readString(tokenFile).strip();
            long next = firstBody;
            for (int phase = 0; phase < phases.size(); phase++) {
                if (phase > 0 && go.readLine() == null) {
                    return 1;
                }
                double offered = phase < rates.size() ? rates.get(phase) : usualRate;
                long bodies = (phases.get(phase) + samplesPerBody - 1) / samplesPerBody;
                LoadResult result =
                        new LoadLoop(plan(port, authorization, next, bodies, offered), source, format, listener).run();
                next += result.bodies();
                System.out.println(new ObjectMapper().writeValueAsString(result));
                System.out.flush();
            }
            while (stay && go.readLine() != null) {
                // Nothing more to do, but the one who measures wants no process to end yet.
            }
        } finally {
            if (acked != null) {
                acked.close();
            }
        }
        return 0;
    }

    private static LoadListener listener(AckLedger acked) {
        return new LoadListener() {
            @Override
            public void acknowledged(long body) {
                acked.acknowledged(body);
            }
        };
    }

    private LoadPlan plan(int port, String authorization, long first, long bodies, double offered) {
        return new LoadPlan(
                Endpoints.of(new InetSocketAddress(url.getHost(), port)),
                url.getPath(),
                inflight,
                first,
                bodies,
                Duration.ofSeconds(seconds),
                offered,
                LoadPlan.PROMETHEUS_SHORTEST_BACKOFF,
                LoadPlan.PROMETHEUS_LONGEST_BACKOFF,
                authorization);
    }
}
