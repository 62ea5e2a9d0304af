package io.adxflow.sources.changes;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Asks whichever process of a job serves the control API. Thread-safe. */
final class ControlClient {
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final Supplier<List<URI>> servers;

    /** @param servers those that are meant to answer now, each as {@code http://host:port} */
    ControlClient(Supplier<List<URI>> servers) {
        this.servers = servers;
    }

    /** Null when nobody is there or the answer got lost. */
    @Nullable
    HttpResponse<String> ask(int turn, String method, String path, String body, String... headers)
            throws InterruptedException {
        List<URI> now = servers.get();
        if (now.isEmpty()) {
            return null;
        }
        URI server = now.get(Math.floorMod(turn, now.size()));
        HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve("/api/v1/" + path))
                .timeout(Duration.ofSeconds(15))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            return null;
        }
    }

    /** Asks one after the other until one answers 200. */
    HttpResponse<String> mustGet(String path) throws InterruptedException {
        String last = "nobody was asked";
        for (int turn = 0; turn < 300; turn++) {
            HttpResponse<String> answer = ask(turn, "GET", path, "");
            if (answer != null && answer.statusCode() == 200) {
                return answer;
            }
            last = answer == null ? "no answer" : answer.statusCode() + " " + answer.body();
            Thread.sleep(100);
        }
        throw new AssertionError(path + ": " + last);
    }
}
