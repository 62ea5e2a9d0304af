package io.adxflow.sinks.reading;

import java.util.Map;

/**
 * A file or blob as it is now.
 *
 * @param etag names this content, without quotes
 * @param writtenMillis when it was last written, epoch milliseconds
 * @param metadata names in lower case; none when it was listed
 */
public record StoredBlob(String name, String etag, long bytes, long writtenMillis, Map<String, String> metadata) {
    public StoredBlob {
        metadata = Map.copyOf(metadata);
    }
}
