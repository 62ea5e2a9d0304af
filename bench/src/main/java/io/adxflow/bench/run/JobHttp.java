package io.adxflow.bench.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Asks a running job: its readiness and metrics (ops port), and its checkpoints (Flink's REST API). */
public final class JobHttp {
    private static final int OK = 200;

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final int opsPort;
    private final int uiPort;

    public JobHttp(int opsPort, int uiPort) {
        this.opsPort = opsPort;
        this.uiPort = uiPort;
    }

    public boolean isReady() throws InterruptedException {
        return get(opsPort, "/readyz") != null;
    }

    /** The sum of each metric over its labels; empty when the job does not answer. */
    public Map<String, Double> metrics() throws InterruptedException {
        String text = get(opsPort, "/metrics");
        Map<String, Double> sums = new HashMap<>();
        for (String line : text == null ? new String[0] : text.split("\n", -1)) {
            int end = line.indexOf('{') >= 0 ? line.indexOf('{') : line.indexOf(' ');
            if (end > 0 && !line.startsWith("#")) {
                sums.merge(line.substring(0, end), number(line), Double::sum);
            }
        }
        return sums;
    }

    private static double number(String line) {
        String text =
                line.substring(line.indexOf(' ', line.lastIndexOf('}') + 1)).strip();
        return switch (text) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text.split(" ", -1)[0]);
        };
    }

    /** Flink's statistics of the first job's checkpoints, or null when there are none to be had. */
    public @Nullable JsonNode checkpoints() throws InterruptedException {
        try {
            String jobs = get(uiPort, "/jobs");
            if (jobs == null) {
                return null;
            }
            ObjectMapper json = new ObjectMapper();
            String id = json.readTree(jobs).path("jobs").path(0).path("id").asText();
            String statistics = get(uiPort, "/jobs/" + id + "/checkpoints");
            return statistics == null ? null : json.readTree(statistics);
        } catch (IOException e) {
            return null;
        }
    }

    private @Nullable String get(int port, String path) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(10))
                .build();
        try {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            return response.statusCode() == OK ? response.body() : null;
        } catch (IOException e) {
            return null;
        }
    }
}
