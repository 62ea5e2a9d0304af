package io.adxflow.job.cli.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.adxflow.job.cli.CliException;
import io.adxflow.job.cli.ExitCodes;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Asks the control API, as {@code moniker}, {@code namespace}, {@code subscription} and {@code apply} do. */
final class ControlClient {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(60);
    private static final int ATTEMPTS = 5;

    private final URI base;
    private final String accept;
    private final ControlLogin login;
    private final HttpClient http;

    /** @param accept the form of answers that are no errors */
    ControlClient(URI base, String accept, ControlLogin login) {
        this.base = base;
        this.accept = accept;
        this.login = login;
        HttpClient.Builder client = HttpClient.newBuilder().connectTimeout(CONNECT);
        this.http = login.tls() == null
                ? client.build()
                : client.sslContext(login.tls()).build();
    }

    /** The text at a path. */
    String get(String path) throws CliException, InterruptedException {
        return told(send("GET", path, null, null, "")).body();
    }

    /**
     * Changes what is at a path, whatever it is now, and repeats that when it is not known what became of it.
     *
     * @param body null to delete
     * @param query with its question mark, or empty
     */
    String change(String path, @Nullable String body, String query) throws CliException, InterruptedException {
        String id = UUID.randomUUID().toString();
        String tag = told(send("GET", "pipeline", null, null, ""))
                .headers()
                .firstValue("ETag")
                .orElse("");
        for (int attempt = 1; ; attempt++) {
            HttpResponse<String> answer = send(body == null ? "DELETE" : "PUT", path + query, body, tag, id);
            if (answer.statusCode() != 503 || attempt == ATTEMPTS) {
                return told(answer).body();
            }
            Thread.sleep(1_000);
        }
    }

    /** The answer to what is given to a path. */
    String post(String path, String body) throws CliException, InterruptedException {
        return told(send("POST", path, body, null, "")).body();
    }

    /** What is wrong with a document, as text; throws when anything is. */
    void validate(String body) throws CliException, InterruptedException {
        HttpResponse<String> unused = told(send("POST", "validate", body, null, ""));
    }

    private HttpResponse<String> send(
            String method, String path, @Nullable String body, @Nullable String ifMatch, String id)
            throws CliException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve("/api/v1/" + path))
                .timeout(ANSWER)
                .header("Accept", accept)
                .header("User-Agent", "adxflow")
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (login.authorization() != null) {
            request.header("Authorization", login.authorization());
        }
        if (ifMatch != null) {
            request.header("If-Match", ifMatch).header("Idempotency-Key", id);
        }
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new CliException(
                    ExitCodes.FAILED,
                    "nobody answers at " + base + " (" + e
                            + "); is ./adxflow run running there, with control.http on? --control names another");
        }
    }

    private static HttpResponse<String> told(HttpResponse<String> answer) throws CliException {
        if (answer.statusCode() / 100 == 2) {
            return answer;
        }
        int code = answer.statusCode() == 422 || answer.statusCode() == 400 || answer.statusCode() == 404
                ? ExitCodes.USAGE
                : ExitCodes.FAILED;
        throw new CliException(code, message(answer));
    }

    /** The problem in words; whatever else came, as it came. */
    private static String message(HttpResponse<String> answer) {
        try {
            JsonNode problem = JSON.readTree(answer.body());
            StringBuilder text = new StringBuilder(problem.path("title").asText("refused"))
                    .append(": ")
                    .append(problem.path("detail").asText());
            for (JsonNode one : problem.path("problems")) {
                text.append("\n  ").append(one.path("message").asText());
            }
            return text.toString();
        } catch (JsonProcessingException e) {
            return answer.statusCode() + " " + answer.body().strip();
        }
    }
}
