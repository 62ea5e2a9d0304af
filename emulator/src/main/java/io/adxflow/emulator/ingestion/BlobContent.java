package io.adxflow.emulator.ingestion;

import io.adxflow.emulator.engine.KustoException;
import io.adxflow.emulator.storage.StorageClient;
import io.adxflow.emulator.storage.StorageException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The bytes of a downloaded blob: small ones in memory, large ones in a file that {@link #close} deletes. */
final class BlobContent implements AutoCloseable {
    private static final int IN_MEMORY = 1 << 18;
    private static final Pattern EXPIRY = Pattern.compile("[?&]se=([^&]+)");

    private final byte @Nullable [] bytes;
    private final @Nullable Path file;
    private final long length;
    private final boolean gzip;

    private BlobContent(byte @Nullable [] bytes, @Nullable Path file, long length, boolean gzip) {
        this.bytes = bytes;
        this.file = file;
        this.length = length;
        this.gzip = gzip;
    }

    static BlobContent of(byte[] bytes, boolean gzip) {
        return new BlobContent(bytes, null, bytes.length, gzip);
    }

    /**
     * Downloads a blob with the signature in its URL.
     *
     * @throws KustoException with the error code of the data management service
     * @throws IOException when the storage is not reached
     */
    static BlobContent download(StorageClient storage, String url, Clock clock, Path scratch)
            throws KustoException, IOException {
        int query = url.indexOf('?');
        if (url.isBlank()) {
            throw new KustoException("BadRequest_EmptyBlobUri", "The blob's URI is empty");
        }
        if (query < 0 || !url.contains("sig=")) {
            throw new KustoException("BadRequest_UriMissingSas", "The URI has no SAS: " + url);
        }
        String path = url.substring(0, query);
        checkExpiry(url, path, clock);
        StorageClient.Blob blob;
        try {
            blob = storage.download(url);
        } catch (StorageException refused) {
            throw switch (refused.status()) {
                case 404 -> new KustoException("Download_SourceNotFound", "The blob is not there: " + path);
                case 401, 403 -> new KustoException("Download_Forbidden", "The SAS was refused for " + path);
                default -> new KustoException("Download_UnknownError", String.valueOf(refused.getMessage()), false);
            };
        }
        try (InputStream in = blob.content()) {
            if (blob.length() == 0) {
                throw new KustoException("BadRequest_EmptyBlob", "The blob is empty: " + path);
            }
            boolean gzip = path.endsWith(".gz");
            if (blob.length() > 0 && blob.length() <= IN_MEMORY) {
                byte[] bytes = in.readAllBytes();
                return new BlobContent(bytes, null, bytes.length, gzip);
            }
            Path file = Files.createTempFile(scratch, "blob", null);
            try (OutputStream out = Files.newOutputStream(file)) {
                return new BlobContent(null, file, in.transferTo(out), gzip);
            }
        }
    }

    private static void checkExpiry(String url, String path, Clock clock) throws KustoException {
        Matcher expiry = EXPIRY.matcher(url);
        if (!expiry.find()) {
            throw new KustoException("Download_Forbidden", "The SAS has no expiry: " + path);
        }
        try {
            Instant end =
                    Instant.parse(java.net.URLDecoder.decode(expiry.group(1), java.nio.charset.StandardCharsets.UTF_8));
            if (!end.isAfter(clock.instant())) {
                throw new KustoException("Download_Forbidden", "The SAS ended at " + end + ": " + path);
            }
        } catch (DateTimeParseException e) {
            throw new KustoException("Download_Forbidden", "The expiry of the SAS is no time: " + expiry.group(1));
        }
    }

    /** Compressed length in bytes. */
    long length() {
        return length;
    }

    /** Whether the name says that it is compressed. */
    boolean isGzip() {
        return gzip;
    }

    InputStream open() throws IOException {
        return bytes != null
                ? new ByteArrayInputStream(bytes)
                : Files.newInputStream(java.util.Objects.requireNonNull(file));
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            Files.deleteIfExists(file);
        }
    }
}
