package io.adxflow.bench.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Flink's REST API as far as tests and benchmarks need it, for a cluster with one job
 * (https://nightlies.apache.org/flink/flink-docs-stable/docs/ops/rest_api/). Thread-safe.
 */
public final class FlinkRest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private volatile int port;

    FlinkRest(int port) {
        this.port = port;
    }

    void moveTo(int newPort) {
        port = newPort;
    }

    public URI ui() {
        return URI.create("http://127.0.0.1:" + port + "/");
    }

    /** The job's id, or null while there is none or nobody answers. */
    public @Nullable String jobId() throws InterruptedException {
        try {
            JsonNode jobs = get("/jobs/overview").path("jobs");
            return jobs.isEmpty() ? null : jobs.path(0).path("jid").asText();
        } catch (IOException e) {
            return null;
        }
    }

    /** {@code /jobs/:id}, or null while there is no job or nobody answers. */
    public @Nullable JsonNode job() throws InterruptedException {
        try {
            String id = jobId();
            return id == null ? null : get("/jobs/" + id);
        } catch (IOException e) {
            return null;
        }
    }

    /** True when the job and all of its tasks run, and its widest vertex has this parallelism. */
    public boolean isRunningAt(int parallelism) throws InterruptedException {
        JsonNode job = job();
        if (job == null || !job.path("state").asText().equals("RUNNING")) {
            return false;
        }
        int widest = 0;
        for (JsonNode vertex : job.path("vertices")) {
            int tasks = vertex.path("parallelism").asInt();
            if (vertex.path("tasks").path("RUNNING").asInt() != tasks) {
                return false;
            }
            widest = Math.max(widest, tasks);
        }
        return widest == parallelism;
    }

    /** Completed checkpoints since the JobManager took over the job; 0 when nobody answers. */
    public JsonNode checkpoints() throws IOException, InterruptedException {
        return get("/jobs/" + jobId() + "/checkpoints");
    }

    public int taskManagers() throws InterruptedException {
        try {
            return get("/overview").path("taskmanagers").asInt();
        } catch (IOException e) {
            return 0;
        }
    }

    /** Asks for another parallelism of every vertex; tasks restart when there are slots for it. */
    public void rescale(int parallelism) throws IOException, InterruptedException {
        String path = "/jobs/" + jobId() + "/resource-requirements";
        ObjectNode requirements = (ObjectNode) get(path);
        for (JsonNode vertex : requirements) {
            ObjectNode bounds = (ObjectNode) vertex.path("parallelism");
            bounds.put("lowerBound", 1);
            bounds.put("upperBound", parallelism);
        }
        send("PUT", path, requirements);
    }

    /**
     * Stops the job with a savepoint and returns where that is.
     *
     * @param drain whether everything open is committed first
     */
    public String stop(boolean drain, Duration longest) throws IOException, InterruptedException {
        ObjectNode request = JSON.createObjectNode().put("drain", drain).put("formatType", "CANONICAL");
        return savepoint("/stop", request, longest);
    }

    /** Takes a savepoint of the job, which goes on, and returns where that is. */
    public String savepoint(Duration longest) throws IOException, InterruptedException {
        ObjectNode request = JSON.createObjectNode().put("cancel-job", false).put("formatType", "CANONICAL");
        return savepoint("/savepoints", request, longest);
    }

    private String savepoint(String action, ObjectNode request, Duration longest)
            throws IOException, InterruptedException {
        String job = "/jobs/" + jobId();
        String trigger = send("POST", job + action, request).path("request-id").asText();
        long deadline = System.nanoTime() + longest.toNanos();
        while (System.nanoTime() < deadline) {
            JsonNode status = get(job + "/savepoints/" + trigger);
            if (status.path("status").path("id").asText().equals("COMPLETED")) {
                JsonNode operation = status.path("operation");
                if (operation.has("failure-cause")) {
                    throw new IOException("the savepoint failed: "
                            + operation
                                    .path("failure-cause")
                                    .path("stack-trace")
                                    .asText());
                }
                return operation.path("location").asText();
            }
            Thread.sleep(100);
        }
        throw new IOException("no savepoint after " + longest);
    }

    public JsonNode get(String path) throws IOException, InterruptedException {
        return send("GET", path, null);
    }

    private JsonNode send(String method, String path, @Nullable JsonNode body)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(ui().resolve(path))
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body.toString()))
                .build();
        HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() / 100 != 2) {
            throw new IOException(method + " " + path + ": " + response.statusCode() + " " + response.body());
        }
        return response.body().isEmpty() ? JSON.createObjectNode() : JSON.readTree(response.body());
    }
}
