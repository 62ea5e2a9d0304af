package io.adxflow.example;

import io.adxflow.sdk.Option;
import io.adxflow.sdk.destination.Destination;
import io.adxflow.sdk.destination.DestinationKind;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Kind {@code webdav}: a file per batch on a server that speaks WebDAV (RFC 4918). */
public final class WebDavKind implements DestinationKind {
    private static final String URL = "url";
    private static final String TIMEOUT = "timeout-seconds";
    private static final String DEFAULT_TIMEOUT = "30";

    @Override
    public String name() {
        return "webdav";
    }

    @Override
    public String description() {
        return "Compressed CSV files on a WebDAV server: <url>/<database>/<table>/<batch>.csv.gz.";
    }

    @Override
    public List<Option> options() {
        return List.of(
                new Option(URL, "none, must be set", "The collection to write below, http or https; it must exist."),
                new Option(TIMEOUT, DEFAULT_TIMEOUT, "Time for one request, 1 to 600 s."));
    }

    @Override
    public List<String> validate(Map<String, String> options) {
        List<String> problems = new ArrayList<>();
        if (url(options).isEmpty()) {
            problems.add(URL + ": " + options.get(URL) + " (expected: an http or https URL)");
        }
        if (!options.getOrDefault(TIMEOUT, DEFAULT_TIMEOUT).matches("[1-9][0-9]?|[1-5][0-9][0-9]|600")) {
            problems.add(TIMEOUT + ": " + options.get(TIMEOUT) + " (expected: 1 to 600)");
        }
        return problems;
    }

    /** However long one waits for it, it is the same server. */
    @Override
    public boolean areSamePlace(Map<String, String> one, Map<String, String> other) {
        return String.valueOf(one.get(URL)).equals(other.get(URL));
    }

    @Override
    public Destination open(String moniker, Map<String, String> options) {
        int seconds = Integer.parseInt(options.getOrDefault(TIMEOUT, DEFAULT_TIMEOUT));
        return new WebDavDestination(new WebDav(url(options).orElseThrow(), Duration.ofSeconds(seconds)));
    }

    private static Optional<URI> url(Map<String, String> options) {
        String text = options.getOrDefault(URL, "");
        try {
            URI url = URI.create(text.endsWith("/") ? text : text + "/");
            boolean good = List.of("http", "https").contains(String.valueOf(url.getScheme())) && url.getHost() != null;
            return good ? Optional.of(url) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
