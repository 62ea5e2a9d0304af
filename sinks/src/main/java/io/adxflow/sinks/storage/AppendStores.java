package io.adxflow.sinks.storage;

import java.net.URI;
import java.nio.file.Path;

/** Opens the store that fits a URI. */
public final class AppendStores {
    private AppendStores() {}

    /**
     * Opens a folder as a store; it need not exist.
     *
     * @param folder a {@code file:} URI or a bare path for the local disk, else any URI Flink has a file system for
     */
    public static AppendStore open(URI folder) {
        String scheme = folder.getScheme();
        if (scheme == null || "file".equals(scheme)) {
            return new LocalAppendStore(Path.of(folder.getPath()));
        }
        return new FlinkFileSystemStore(new org.apache.flink.core.fs.Path(folder));
    }
}
