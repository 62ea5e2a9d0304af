package io.adxflow.example;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/** The few requests of WebDAV that are needed. Thread-safe; blocks; can be interrupted. */
final class WebDav {
    static final int CREATED = 201;
    static final int NOT_FOUND = 404;
    static final int NOT_ALLOWED = 405;
    static final int NO_PARENT = 409;
    static final int EXISTS = 412;

    private final URI base;
    private final Duration timeout;
    private final HttpClient http;

    WebDav(URI base, Duration timeout) {
        this.base = base;
        this.timeout = timeout;
        this.http = HttpClient.newBuilder().connectTimeout(timeout).build();
    }

    /** An answer that was not asked for. */
    static final class StatusException extends IOException {
        private final int status;
        private final String path;
        private final long retryAfterSeconds;

        StatusException(String method, String path, HttpResponse<?> answer) {
            super(method + " " + path + ": " + answer.statusCode());
            this.status = answer.statusCode();
            this.path = path;
            this.retryAfterSeconds = answer.headers()
                    .firstValue("Retry-After")
                    .filter(text -> text.matches("\\d{1,5}"))
                    .map(Long::parseLong)
                    .orElse(0L);
        }

        int status() {
            return status;
        }

        String path() {
            return path;
        }

        long retryAfterSeconds() {
            return retryAfterSeconds;
        }
    }

    boolean exists(String path) throws IOException, InterruptedException {
        return send("HEAD", path, BodyPublishers.noBody(), "", Set.of(200, NOT_FOUND)) == 200;
    }

    void put(String path, Path file) throws IOException, InterruptedException {
        int unused = send("PUT", path, BodyPublishers.ofFile(file), "", Set.of(200, CREATED, 204));
    }

    /** Makes a collection, unless it is there. */
    void makeCollection(String path) throws IOException, InterruptedException {
        int unused = send("MKCOL", path, BodyPublishers.noBody(), "", Set.of(CREATED, NOT_ALLOWED));
    }

    /** Gives a file another name, at once. Returns {@link #CREATED}, {@link #NOT_FOUND}, {@link #NO_PARENT} or {@link #EXISTS}. */
    int move(String from, String to) throws IOException, InterruptedException {
        return send("MOVE", from, BodyPublishers.noBody(), to, Set.of(CREATED, NOT_FOUND, NO_PARENT, EXISTS));
    }

    void delete(String path) throws IOException, InterruptedException {
        int unused = send("DELETE", path, BodyPublishers.noBody(), "", Set.of(200, 204, NOT_FOUND));
    }

    private int send(String method, String path, BodyPublisher body, String destination, Set<Integer> expected)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(base.resolve(path)).timeout(timeout).method(method, body);
        if (!destination.isEmpty()) {
            request.header("Destination", base.resolve(destination).toString()).header("Overwrite", "F");
        }
        HttpResponse<Void> answer = http.send(request.build(), BodyHandlers.discarding());
        if (!expected.contains(answer.statusCode())) {
            throw new StatusException(method, destination.isEmpty() ? path : destination, answer);
        }
        return answer.statusCode();
    }
}
