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
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path))
                .timeout(PATIENCE)
                .header("Accept", "application/json")
                .header("User-Agent", "adxflow");
        if (login.authorization() != null) {
            request.header("Authorization", login.authorization());
        }
        try {
            HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new CliException(
                        ExitCodes.FAILED,
                        base + " answers " + answer.statusCode() + ": "
                                + answer.body().strip());
            }
            return new Answer(answer.body(), JSON.readTree(answer.body()));
        } catch (IOException e) {
            throw new CliException(
                    ExitCodes.FAILED,
                    "nobody answers at " + base + " (" + e + "); is ./adxflow run running there? --ops names another");
        }
    }
}
