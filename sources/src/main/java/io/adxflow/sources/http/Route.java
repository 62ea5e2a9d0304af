package io.adxflow.sources.http;

import io.adxflow.sources.translate.Translator;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a request's path asks for: {@code [/n/{namespace}]/{path of a kind}[/{database}]}, percent-decoded. The path of an extension's
 * format is {@code x/{format}}.
 *
 * @param namespace null for the default one
 * @param database null for the namespace's default
 * @param translator makes its bodies into such as are sent to the kind's own paths; null for those
 */
record Route(RequestKind kind, @Nullable String namespace, @Nullable String database, @Nullable Translator translator) {
    private static final String EXTENSIONS = "x";

    Route(RequestKind kind, @Nullable String namespace, @Nullable String database) {
        this(kind, namespace, database, null);
    }

    /** What nearly every sender asks for, spared the parsing. */
    private static final Map<String, Route> USUAL = Stream.of(RequestKind.values())
            .collect(Collectors.toUnmodifiableMap(
                    kind -> "/" + String.join("/", kind.paths().get(0)), kind -> new Route(kind, null, null)));

    /** The paths that there are, for messages. */
    static final String KNOWN_PATHS = paths(kind -> true);

    /** The paths of OTLP alone, likewise. */
    static final String KNOWN_OTLP_PATHS = paths(RequestKind::isOtlp);

    /**
     * Null when no route goes by the path.
     *
     * @param uri as in the request line: a path or a whole URI, with or without a query
     * @throws IllegalArgumentException when the percent-encoding is malformed
     */
    static @Nullable Route parse(String uri) {
        Route usual = USUAL.get(uri);
        if (usual != null) {
            return usual;
        }
        List<String> segments = segments(uri);
        String namespace = null;
        if (segments.size() > 2 && segments.get(0).equals("n")) {
            namespace = segments.get(1);
            segments = segments.subList(2, segments.size());
        }
        if (segments.size() > 1 && segments.size() < 4 && segments.get(0).equals(EXTENSIONS)) {
            Translator translator = Translator.named(segments.get(1));
            return translator == null
                    ? null
                    : new Route(
                            translator.isOfMetrics() ? RequestKind.REMOTE_WRITE : RequestKind.OTLP_LOGS,
                            namespace,
                            segments.size() == 3 ? segments.get(2) : null,
                            translator);
        }
        for (RequestKind kind : RequestKind.values()) {
            for (List<String> path : kind.paths()) {
                int rest = segments.size() - path.size();
                if ((rest == 0 || rest == 1) && segments.subList(0, path.size()).equals(path)) {
                    return new Route(kind, namespace, rest == 1 ? segments.get(path.size()) : null);
                }
            }
        }
        return null;
    }

    private static String paths(Predicate<RequestKind> which) {
        return Stream.of(RequestKind.values())
                        .filter(which)
                        .flatMap(kind -> kind.paths().stream())
                        .map(path -> "/" + String.join("/", path))
                        .collect(Collectors.joining(", "))
                + ", each with an optional /{database} behind it and an optional /n/{namespace} before it";
    }

    private static List<String> segments(String uri) {
        String path = path(uri);
        List<String> segments = new ArrayList<>();
        for (int start = 1; start < path.length(); ) {
            int slash = path.indexOf('/', start);
            int end = slash < 0 ? path.length() : slash;
            // A plus sign is itself in a path; URLDecoder takes it for a space.
            segments.add(URLDecoder.decode(path.substring(start, end).replace("+", "%2B"), StandardCharsets.UTF_8));
            start = end + 1;
        }
        return segments;
    }

    private static String path(String uri) {
        int query = uri.indexOf('?');
        String path = query < 0 ? uri : uri.substring(0, query);
        int scheme = path.startsWith("/") ? -1 : path.indexOf("://");
        if (scheme < 0) {
            return path;
        }
        int slash = path.indexOf('/', scheme + 3);
        return slash < 0 ? "/" : path.substring(slash);
    }
}
