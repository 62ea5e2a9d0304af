package io.adxflow.job.cli.demo;

import io.adxflow.job.cli.demo.DemoCluster.Series;
import io.adxflow.job.ops.DrainSignal;
import io.adxflow.job.web.HostPort;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xerial.snappy.Snappy;

/**
 * Sends the {@link DemoCluster}'s samples each second, over HTTP and remote write 1.0 like any other sender, on a daemon thread
 * of its own. A body that was refused with 5xx is sent again, unchanged, until it is taken.
 */
public final class DemoSender implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DemoSender.class);
    private static final long INTERVAL_MILLIS = 1_000;

    private final URI target;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final Random random = new Random();
    private final List<Series> series = DemoCluster.series(random);
    private final Thread thread = new Thread(this::sendForEver, "adxflow-demo");

    private DemoSender(URI target) {
        this.target = target;
    }

    /** Begins to send; until the address answers, it tries again each second. */
    public static DemoSender start(HostPort ingest) {
        DemoSender sender = new DemoSender(URI.create("http://" + ingest.dialable() + "/api/v1/write"));
        sender.thread.setDaemon(true);
        sender.thread.start();
        return sender;
    }

    private void sendForEver() {
        try {
            while (!DrainSignal.isDraining()) {
                long next = System.currentTimeMillis() + INTERVAL_MILLIS;
                sendUntilTaken(body(System.currentTimeMillis()));
                Thread.sleep(Math.max(0, next - System.currentTimeMillis()));
            }
        } catch (InterruptedException closed) {
            LOG.debug("The demo sender has ended");
        } catch (IOException e) {
            LOG.warn("The demo sender has ended: snappy does not work here", e);
        }
    }

    private void sendUntilTaken(byte[] body) throws InterruptedException {
        while (!DrainSignal.isDraining()) {
            HttpRequest request = HttpRequest.newBuilder(target)
                    .timeout(Duration.ofSeconds(30))
                    .header("Content-Type", "application/x-protobuf")
                    .header("Content-Encoding", "snappy")
                    .header("X-Prometheus-Remote-Write-Version", "0.1.0")
                    .header("User-Agent", "adxflow-demo")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                    .build();
            try {
                HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() / 100 != 5) {
                    if (answer.statusCode() / 100 != 2) {
                        LOG.warn("The demo's samples were refused: {} {}", answer.statusCode(), answer.body());
                    }
                    return;
                }
                LOG.debug("Demo: {} {}", answer.statusCode(), answer.body());
            } catch (IOException notYetListening) {
                LOG.debug("Demo: {}", notYetListening.toString());
            }
            Thread.sleep(INTERVAL_MILLIS);
        }
    }

    /** A compressed {@code prometheus.WriteRequest} (prompb/remote.proto, types.proto) with one sample of each series. */
    private byte[] body(long timestamp) throws IOException {
        ProtobufWriter request = new ProtobufWriter();
        for (Series one : series) {
            ProtobufWriter timeSeries = new ProtobufWriter();
            for (String[] nameAndValue : one.labels) {
                ProtobufWriter label = new ProtobufWriter();
                label.text(1, nameAndValue[0]);
                label.text(2, nameAndValue[1]);
                timeSeries.message(1, label);
            }
            ProtobufWriter sample = new ProtobufWriter();
            sample.fixedDouble(1, one.next(random));
            sample.varint(2, timestamp);
            timeSeries.message(2, sample);
            request.message(1, timeSeries);
        }
        return Snappy.compress(request.toByteArray());
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
