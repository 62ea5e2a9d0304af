package io.adxflow.sinks.blob;

import io.adxflow.sinks.blob.BlobContainer.Log;
import java.util.function.Consumer;

/**
 * Reads a manifest from a place on: each committed file once, in the order of their recording. What a reader of its own, in
 * whatever language, does the same way. For one thread.
 */
final class ManifestReader {
    private final BlobContainer container;
    private final ManifestFiles files;
    private int number;
    private long position;

    ManifestReader(BlobContainer container, ManifestFiles files) {
        this.container = container;
        this.files = files;
    }

    /** Tells of all that was recorded since the last call. */
    void poll(Consumer<ManifestEntry> to) throws Exception {
        while (true) {
            // Asked for first: once there is a next file, this one's length is its last.
            boolean more = container.exists(files.name(number + 1));
            Log log = container.logState(files.name(number));
            if (log == null) {
                return;
            }
            files.read(container, number, position, log.length(), (line, end) -> {
                to.accept(ManifestEntry.parse(line));
                position = end;
            });
            if (!more) {
                return;
            }
            number++;
            position = 0;
        }
    }
}
