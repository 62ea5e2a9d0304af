package io.adxflow.sdk.client;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The JDK's client. Thread-safe. */
final class HttpTransport implements Exchange.Transport {
    /** Longer than a change waits for its checkpoint. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final URI base;
    private final HttpClient http;
    private final Supplier<String> token;

    HttpTransport(URI base, HttpClient http, Supplier<String> token) {
        this.base = base;
        this.http = http;
        this.token = token;
    }

    @Override
    public Exchange.Answer send(Exchange.Request request) throws IOException, InterruptedException {
        String body = request.body();
        HttpRequest.Builder builder = HttpRequest.newBuilder(base.resolve("/api/v1/" + request.path()))
                .timeout(PATIENCE)
                .header("User-Agent", "adxflow-sdk")
                .method(request.method(), body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        request.headers().forEach(builder::header);
        String now = token.get();
        if (!now.isEmpty()) {
            builder.header("Authorization", "Bearer " + now);
        }
        HttpResponse<String> answer = http.send(builder.build(), BodyHandlers.ofString());
        Map<String, String> headers = new TreeMap<>();
        answer.headers()
                .map()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(",", values)));
        return new Exchange.Answer(answer.statusCode(), headers, answer.body());
    }

    @Override
    public void pause(Duration time) throws InterruptedException {
        Thread.sleep(time.toMillis());
    }
}
