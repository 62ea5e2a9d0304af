package io.adxflow.job.listen;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.adxflow.sinks.reading.ChangedBlobException;
import io.adxflow.sinks.reading.StoredBlob;
import io.adxflow.sinks.reading.StoredBlobs;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Blobs in memory, that fail to be read so many times. */
final class FakeBlobs implements StoredBlobs {
    private final Map<String, byte[]> blobs = new HashMap<>();
    int failures;

    void put(String name, String text) {
        put(name, text.getBytes(UTF_8));
    }

    void put(String name, byte[] bytes) {
        blobs.put(name, bytes);
    }

    String etag(String name) {
        byte[] bytes = blobs.get(name);
        return bytes == null ? "" : "e" + Arrays.hashCode(bytes);
    }

    @Override
    public void list(int max, Consumer<StoredBlob> to) {
        blobs.keySet().stream().filter(StoredBlobs::isListed).limit(max).forEach(name -> to.accept(head(name)));
    }

    @Override
    public StoredBlob head(String name) {
        byte[] bytes = blobs.get(name);
        return bytes == null ? null : new StoredBlob(name, etag(name), bytes.length, 0, Map.of());
    }

    @Override
    public byte[] read(String name, String etag, long from, int length) throws IOException, ChangedBlobException {
        if (failures > 0) {
            failures--;
            throw new IOException("away");
        }
        if (!etag.equals(etag(name))) {
            throw new ChangedBlobException(name + " has changed");
        }
        byte[] bytes = blobs.get(name);
        return Arrays.copyOfRange(bytes, (int) from, (int) Math.min(bytes.length, from + length));
    }

    @Override
    public String name(String url) {
        return url;
    }
}
