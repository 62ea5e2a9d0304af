package io.adxflow.sdk.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Requests that are repeated until they are answered, and answers that are errors. Thread-safe as its transport is. */
final class Exchange {
    static final JsonMapper JSON = JsonMapper.builder().build();

    private static final int ATTEMPTS = 8;
    private static final long FIRST_PAUSE_MILLIS = 250;
    private static final long LONGEST_PAUSE_MILLIS = 10_000;

    private final Transport transport;

    Exchange(Transport transport) {
        this.transport = transport;
    }

    /** The network, and time to wait in. */
    interface Transport {
        Answer send(Request request) throws IOException, InterruptedException;

        void pause(Duration time) throws InterruptedException;
    }

    /** @param path below {@code /api/v1/}, with its query */
    record Request(String method, String path, Map<String, String> headers, @Nullable String body) {}

    /** @param headers with names in lower case */
    record Answer(int status, Map<String, String> headers, String body) {
        String header(String name) {
            return headers.getOrDefault(name, "");
        }

        JsonNode json() throws IOException {
            return JSON.readTree(body);
        }
    }

    Answer get(String path) throws IOException, InterruptedException, ControlException {
        return send(new Request("GET", path, Map.of("Accept", "application/json"), null));
    }

    Answer post(String path, String body) throws IOException, InterruptedException, ControlException {
        return send(new Request("POST", path, jsonHeaders(), body));
    }

    /**
     * Changes something, once, however often it must be sent.
     *
     * @param id by which the job knows it again
     * @param body null to delete
     */
    Answer change(String path, @Nullable String body, String tag, String id)
            throws IOException, InterruptedException, ControlException {
        Map<String, String> headers = jsonHeaders();
        headers.put("If-Match", tag);
        headers.put("Idempotency-Key", id);
        return send(new Request(body == null ? "DELETE" : "PUT", path, headers, body));
    }

    private static Map<String, String> jsonHeaders() {
        Map<String, String> headers = new TreeMap<>();
        headers.put("Accept", "application/json");
        headers.put("Content-Type", "application/json");
        return headers;
    }

    private Answer send(Request request) throws IOException, InterruptedException, ControlException {
        long pause = FIRST_PAUSE_MILLIS;
        for (int attempt = 1; ; attempt++) {
            long asked = 0;
            try {
                Answer answer = transport.send(request);
                if (answer.status() / 100 == 2) {
                    return answer;
                }
                if (attempt == ATTEMPTS || (answer.status() != 503 && answer.status() != 429)) {
                    throw failure(request, answer);
                }
                asked = retryAfterMillis(answer);
            } catch (IOException e) {
                if (attempt == ATTEMPTS) {
                    throw new IOException(
                            request.method() + " " + request.path() + ": no answer in " + ATTEMPTS
                                    + " attempts; whether it was done is not known",
                            e);
                }
            }
            transport.pause(Duration.ofMillis(Math.min(LONGEST_PAUSE_MILLIS, Math.max(asked, pause))));
            pause = Math.min(LONGEST_PAUSE_MILLIS, 2 * pause);
        }
    }

    private static long retryAfterMillis(Answer answer) {
        String text = answer.header("retry-after");
        return text.matches("\\d{1,6}") ? 1_000 * Long.parseLong(text) : 0;
    }

    private static ControlException failure(Request request, Answer answer) {
        StringBuilder message = new StringBuilder(request.method() + " " + request.path() + ": " + answer.status());
        List<Problem> problems = new ArrayList<>();
        try {
            JsonNode body = answer.json();
            message.append(", ")
                    .append(body.path("title").asText())
                    .append(": ")
                    .append(body.path("detail").asText());
            for (JsonNode one : body.path("problems")) {
                Problem problem = new Problem(
                        one.path("path").asText(),
                        one.path("message").asText(),
                        one.path("hint").asText());
                problems.add(problem);
                message.append("\n  ").append(problem.message());
            }
        } catch (JsonProcessingException e) {
            message.append(", which is no answer of a control API");
        } catch (IOException e) {
            message.append(", which cannot be read");
        }
        return answer.status() == 412
                ? new ConflictException(message.toString(), answer.header("etag"))
                : new ControlException(answer.status(), message.toString(), problems);
    }
}
