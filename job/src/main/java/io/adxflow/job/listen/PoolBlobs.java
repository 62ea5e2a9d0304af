package io.adxflow.job.listen;

import io.adxflow.sinks.reading.ChangedBlobException;
import io.adxflow.sinks.reading.StoredBlob;
import io.adxflow.sinks.reading.StoredBlobs;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Blobs of the storages of a pair, by their URLs. What lies elsewhere is not read, whoever tells of it. */
final class PoolBlobs implements StoredBlobs {
    private final List<StoredBlobs> storages;

    PoolBlobs(List<StoredBlobs> storages) {
        this.storages = List.copyOf(storages);
    }

    /** A blob's place. */
    private record Place(StoredBlobs storage, String name) {}

    private @Nullable Place place(String url) throws IOException, InterruptedException {
        for (StoredBlobs storage : storages) {
            String name = storage.name(url);
            if (name != null) {
                return new Place(storage, name);
            }
        }
        return null;
    }

    @Override
    public void list(int max, Consumer<StoredBlob> to) {
        throw new UnsupportedOperationException("a pair's blobs are told of");
    }

    @Override
    public @Nullable StoredBlob head(String url) throws IOException, InterruptedException {
        Place place = place(url);
        return place == null ? null : place.storage().head(place.name());
    }

    @Override
    public byte[] read(String url, String etag, long position, int length)
            throws IOException, ChangedBlobException, InterruptedException {
        Place place = place(url);
        if (place == null) {
            throw new ChangedBlobException(url + " is in none of the storages");
        }
        return place.storage().read(place.name(), etag, position, length);
    }

    /** The URL itself, of a blob that is one of these and would be listed. */
    @Override
    public @Nullable String name(String url) throws IOException, InterruptedException {
        Place place = place(url);
        return place == null || !StoredBlobs.isListed(place.name()) ? null : url;
    }

    @Override
    public void close() {
        storages.forEach(StoredBlobs::close);
    }
}
