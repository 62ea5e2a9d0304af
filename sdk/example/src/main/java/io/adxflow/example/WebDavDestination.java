package io.adxflow.example;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.adxflow.example.WebDav.StatusException;
import io.adxflow.sdk.destination.Batch;
import io.adxflow.sdk.destination.BatchContent;
import io.adxflow.sdk.destination.Destination;
import io.adxflow.sdk.destination.Failure;
import io.adxflow.sdk.destination.Failure.Kind;
import io.adxflow.sdk.destination.Failure.Scope;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;

/**
 * Files are put under {@code .staging/} and moved to their place, which servers do at once: what stands there is whole. A name that
 * is taken tells of an earlier commit.
 */
final class WebDavDestination implements Destination {
    private static final String STAGING = ".staging/";
    private static final int MOST_NAME_BYTES = 200;
    private static final int ATTEMPTS = 5;

    private final WebDav server;

    WebDavDestination(WebDav server) {
        this.server = server;
    }

    @Override
    public void stage(Batch batch, BatchContent content) throws IOException, InterruptedException {
        // To a file first: the bytes are read in this thread, so that what they throw gets out of here.
        Path file = Files.createTempFile("webdav-", ".csv.gz");
        String part = STAGING + batch.id() + "." + UUID.randomUUID();
        try {
            try (OutputStream out = Files.newOutputStream(file)) {
                content.writeTo(out);
            }
            server.makeCollection(STAGING);
            server.put(part, file);
            // Taken already: somebody else has staged the same batch.
            if (server.move(part, staged(batch)) == WebDav.EXISTS) {
                server.delete(part);
            }
        } finally {
            Files.deleteIfExists(file);
        }
    }

    @Override
    public void commit(Batch batch, BatchContent content) throws IOException, InterruptedException {
        String table = segment(batch.database()) + "/" + segment(batch.table()) + "/";
        String target = table + batch.id() + ".csv.gz";
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            if (server.exists(target)) {
                return;
            }
            switch (server.move(staged(batch), target)) {
                case WebDav.NOT_FOUND -> stage(batch, content);
                case WebDav.NO_PARENT -> {
                    server.makeCollection(segment(batch.database()) + "/");
                    server.makeCollection(table);
                }
                default -> {
                    return;
                }
            }
        }
        throw new IOException(target + " could not be made in " + ATTEMPTS + " attempts");
    }

    @Override
    public void abort(Batch batch) throws IOException, InterruptedException {
        server.delete(staged(batch));
    }

    @Override
    public void sweep() throws IOException, InterruptedException {
        server.delete(STAGING);
    }

    @Override
    public void probe() throws IOException, InterruptedException {
        server.makeCollection(STAGING);
    }

    @Override
    public Failure classify(Throwable failure) {
        if (!(failure instanceof StatusException answer)) {
            return Failure.away();
        }
        boolean ofDatabase = !answer.path().startsWith(STAGING);
        return switch (answer.status()) {
            case 401, 403 -> Failure.of(Kind.CONFIGURATION, ofDatabase ? Scope.DATABASE : Scope.DESTINATION);
            case 413 -> Failure.of(Kind.PERMANENT, Scope.TABLE);
            default -> new Failure(Kind.TRANSIENT, Scope.DESTINATION, Duration.ofSeconds(answer.retryAfterSeconds()));
        };
    }

    @Override
    public void close() {}

    private static String staged(Batch batch) {
        return STAGING + batch.id();
    }

    /** A name in a path. One that is long for a file system ends in a hash of the whole. */
    private static String segment(String name) {
        byte[] bytes = name.getBytes(UTF_8);
        String shortened = bytes.length <= MOST_NAME_BYTES
                ? name
                : name.substring(0, name.offsetByCodePoints(0, Math.min(20, name.codePointCount(0, name.length()))))
                        + "-" + UUID.nameUUIDFromBytes(bytes);
        // A dot at the beginning would be the staging's, or lead elsewhere.
        return URLEncoder.encode(shortened, UTF_8).replace("+", "%20").replaceFirst("^\\.", "%2E");
    }
}
