package io.adxflow.sinks.blob;

import com.azure.storage.blob.models.BlobErrorCode;
import com.azure.storage.blob.models.BlobItem;
import com.azure.storage.blob.models.BlobProperties;
import com.azure.storage.blob.models.BlobStorageException;
import io.adxflow.sinks.reading.ChangedBlobException;
import io.adxflow.sinks.reading.StoredBlob;
import io.adxflow.sinks.reading.StoredBlobs;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads what lies in a container, below a prefix. */
final class ContainerBlobs implements StoredBlobs {
    private final BlobConnection connection;
    private final String prefix;

    ContainerBlobs(BlobSettings settings) {
        this.connection = new BlobConnection(settings);
        this.prefix = settings.prefix();
    }

    private interface Call<T> {
        @Nullable
        T run(BlobContainer container) throws Exception;
    }

    private <T> @Nullable T call(Call<T> call) throws IOException, InterruptedException {
        try {
            return call.run(connection.container());
        } catch (FileNotFoundException | InterruptedException e) {
            throw e;
        } catch (Exception e) {
            if (BlobFailures.isRefusal(e)) {
                connection.refused();
            }
            throw new IOException(BlobFailures.of(e).getMessage(), e);
        }
    }

    @Override
    public @Nullable String name(String url) throws IOException, InterruptedException {
        String container = call(BlobContainer::url);
        String begin = container + "/" + prefix;
        return url.startsWith(begin) && url.length() > begin.length() ? url.substring(begin.length()) : null;
    }

    @Override
    public void list(int max, Consumer<StoredBlob> to) throws IOException, InterruptedException {
        call(container -> {
            container.visit(prefix, max, item -> {
                StoredBlob found = found(item);
                if (StoredBlobs.isListed(found.name())) {
                    to.accept(found);
                }
            });
            return null;
        });
    }

    private StoredBlob found(BlobItem item) {
        Long bytes = item.getProperties().getContentLength();
        return new StoredBlob(
                item.getName().substring(prefix.length()),
                unquoted(item.getProperties().getETag()),
                bytes == null ? 0 : bytes,
                item.getProperties().getLastModified().toInstant().toEpochMilli(),
                Map.of());
    }

    @Override
    public @Nullable StoredBlob head(String name) throws IOException, InterruptedException {
        return call(container -> {
            BlobProperties properties = container.properties(prefix + name);
            if (properties == null) {
                return null;
            }
            Map<String, String> metadata = new HashMap<>();
            properties.getMetadata().forEach((key, value) -> metadata.put(key.toLowerCase(Locale.ROOT), value));
            return new StoredBlob(
                    name,
                    unquoted(properties.getETag()),
                    properties.getBlobSize(),
                    properties.getLastModified().toInstant().toEpochMilli(),
                    metadata);
        });
    }

    @Override
    public byte[] read(String name, String etag, long position, int length)
            throws IOException, ChangedBlobException, InterruptedException {
        try {
            return connection.container().read(prefix + name, '"' + etag + '"', position, length);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            BlobStorageException of = storage(e);
            if (of != null && of.getStatusCode() == 412) {
                throw new ChangedBlobException(name + " was written anew since it was found");
            }
            if (of != null && BlobErrorCode.BLOB_NOT_FOUND.equals(of.getErrorCode())) {
                throw new ChangedBlobException(name + " is gone");
            }
            if (BlobFailures.isRefusal(e)) {
                connection.refused();
            }
            throw new IOException(BlobFailures.of(e).getMessage(), e);
        }
    }

    private static @Nullable BlobStorageException storage(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof BlobStorageException of) {
                return of;
            }
        }
        return null;
    }

    private static String unquoted(@Nullable String etag) {
        return etag == null ? "" : etag.replace("\"", "");
    }

    @Override
    public void close() {
        connection.close();
    }
}
