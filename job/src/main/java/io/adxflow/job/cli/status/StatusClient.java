package io.adxflow.job.cli.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.adxflow.job.cli.CliException;
import io.adxflow.job.cli.ExitCodes;
import io.adxflow.job.cli.control.ControlLogin;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Asks an ops endpoint for the pipeline's state. */
final class StatusClient {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final URI base;
    private final ControlLogin login;
    private final HttpClient http;

    StatusClient(URI base, ControlLogin login) {
        this.base = base;
        this.login = login;
        HttpClient.Builder client = HttpClient.newBuilder().connectTimeout(PATIENCE);
        this.http = login.tls() == null
                ? client.build()
                : client.sslContext(login.tls()).build();
    }

    /** The answer at a path, as it came and parsed. */
    record Answer(String text, JsonNode json) {}

    /** @throws CliException when nobody answers, or not with what is asked for; the message says what to do */
    Answer get(String path) throws CliException, InterruptedException {
        try {
            HttpResponse<String> answer = http.send(
                    request(path, "application/json").timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw refused(answer.statusCode(), answer.body());
            }
            return new Answer(answer.body(), JSON.readTree(answer.body()));
        } catch (IOException e) {
            throw silent(e);
        }
    }

    /**
     * The lines of an answer that goes on, as they come; closing the stream ends it.
     *
     * @throws CliException as {@link #get}
     */
    Stream<String> lines(String path) throws CliException, InterruptedException {
        try {
            HttpResponse<Stream<String>> answer =
                    http.send(request(path, "text/event-stream").build(), HttpResponse.BodyHandlers.ofLines());
            if (answer.statusCode() != 200) {
                try (Stream<String> lines = answer.body()) {
                    throw refused(answer.statusCode(), lines.collect(Collectors.joining("\n")));
                }
            }
            return answer.body();
        } catch (IOException e) {
            throw silent(e);
        }
    }

    private HttpRequest.Builder request(String path, String accept) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path))
                .header("Accept", accept)
                .header("User-Agent", "adxflow");
        if (login.authorization() != null) {
            request.header("Authorization", login.authorization());
        }
        return request;
    }

    private CliException refused(int status, String message) {
        return new CliException(
                status == 400 ? ExitCodes.USAGE : ExitCodes.FAILED,
                base + " answers " + status + ": " + message.strip());
    }

    private CliException silent(IOException e) {
        return new CliException(
                ExitCodes.FAILED,
                "nobody answers at " + base + " (" + e + "); is ./adxflow run running there? --ops names another");
    }
}
