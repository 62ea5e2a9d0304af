package io.adxflow.sources.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One small file, told to have changed when it is another (as after kubelet has swapped the symbolic link above it), or was written
 * again. Not thread-safe.
 */
public final class WatchedFile {
    private static final int MAX_BYTES = 1 << 20;

    private final Path path;
    private @Nullable Stamp stamp;

    private record Stamp(@Nullable Object inode, long modifiedNanos, long size) {}

    public WatchedFile(Path path) {
        this.path = path;
    }

    public Path path() {
        return path;
    }

    /** Whether it differs from what {@link #read} met last; a file that was not read, or is not there, does. */
    public boolean hasChanged() {
        try {
            return !Objects.equals(stamp, stampOf(path));
        } catch (IOException gone) {
            return true;
        }
    }

    /** @throws IOException when it is not there, cannot be read, or is larger than 1 MiB; the message names the path and nothing of it */
    public byte[] read() throws IOException {
        stamp = null;
        // First: when it is written meanwhile, it has changed.
        Stamp before = stampOf(path);
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new IOException(path + " has more than " + MAX_BYTES + " bytes");
            }
            stamp = before;
            return bytes;
        }
    }

    private static Stamp stampOf(Path path) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        return new Stamp(
                attributes.fileKey(), attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS), attributes.size());
    }
}
