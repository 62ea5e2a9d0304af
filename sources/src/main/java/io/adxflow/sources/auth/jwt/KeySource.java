package io.adxflow.sources.auth.jwt;

import io.adxflow.sources.files.WatchedFile;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/** Where an issuer's keys come from. */
interface KeySource {
    /** Of a set of keys; Entra's has some 20 kB. */
    int MAX_BYTES = 1 << 20;

    /** The text of a JSON Web Key Set (RFC 7517). Blocks, for at most some seconds. */
    String fetch() throws IOException, InterruptedException;

    /** Whether it is another than the one that was fetched; of sources that tell it. */
    boolean hasChanged();

    /** @param place URL, or path of a file */
    static KeySource of(String place) {
        return place.startsWith("/") ? new OfFile(new WatchedFile(Path.of(place))) : new OfUrl(URI.create(place));
    }

    /** A file. */
    record OfFile(WatchedFile file) implements KeySource {
        @Override
        public String fetch() throws IOException {
            return new String(file.read(), StandardCharsets.UTF_8);
        }

        @Override
        public boolean hasChanged() {
            return file.hasChanged();
        }
    }

    /** A URL. */
    final class OfUrl implements KeySource {
        private static final Duration PATIENCE = Duration.ofSeconds(10);

        private final URI url;
        private final HttpClient client = HttpClient.newBuilder()
                .connectTimeout(PATIENCE)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();

        OfUrl(URI url) {
            this.url = url;
        }

        @Override
        public String fetch() throws IOException, InterruptedException {
            HttpRequest request = HttpRequest.newBuilder(url)
                    .timeout(PATIENCE)
                    .header("Accept", "application/json")
                    .build();
            HttpResponse<InputStream> answer = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = answer.body()) {
                if (answer.statusCode() != 200) {
                    throw new IOException(url + " answers " + answer.statusCode());
                }
                byte[] bytes = body.readNBytes(MAX_BYTES + 1);
                if (bytes.length > MAX_BYTES) {
                    throw new IOException(url + " answers with more than " + MAX_BYTES + " bytes");
                }
                return new String(bytes, StandardCharsets.UTF_8);
            }
        }

        @Override
        public boolean hasChanged() {
            return false;
        }
    }
}
