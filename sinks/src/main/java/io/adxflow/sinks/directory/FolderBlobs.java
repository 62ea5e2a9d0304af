package io.adxflow.sinks.directory;

import io.adxflow.sinks.reading.ChangedBlobException;
import io.adxflow.sinks.reading.StoredBlob;
import io.adxflow.sinks.reading.StoredBlobs;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads the files below a folder. A file's etag is when it was last written, in microseconds, and its size. */
final class FolderBlobs implements StoredBlobs {
    private final Path root;

    FolderBlobs(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    @Override
    public void list(int max, Consumer<StoredBlob> to) throws IOException {
        if (!Files.isDirectory(root)) {
            throw new IOException(root + " is no folder that can be read");
        }
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            private int told;

            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                return folder.equals(root)
                                || StoredBlobs.isListed(folder.getFileName().toString())
                        ? FileVisitResult.CONTINUE
                        : FileVisitResult.SKIP_SUBTREE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile()
                        && StoredBlobs.isListed(file.getFileName().toString())) {
                    to.accept(blob(root.relativize(file).toString(), attributes));
                    told++;
                }
                return told < max ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }
        });
    }

    private static StoredBlob blob(String name, BasicFileAttributes file) {
        return new StoredBlob(
                name,
                file.lastModifiedTime().to(TimeUnit.MICROSECONDS) + "-" + file.size(),
                file.size(),
                file.lastModifiedTime().toMillis(),
                Map.of());
    }

    @Override
    public @Nullable StoredBlob head(String name) throws IOException {
        try {
            BasicFileAttributes file = Files.readAttributes(path(name), BasicFileAttributes.class);
            return file.isRegularFile() ? blob(name, file) : null;
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private Path path(String name) throws IOException {
        Path path = root.resolve(name).normalize();
        if (!path.startsWith(root)) {
            throw new IOException(name + " is not below " + root);
        }
        return path;
    }

    @Override
    public byte[] read(String name, String etag, long position, int length) throws IOException, ChangedBlobException {
        try (FileChannel file = FileChannel.open(path(name), StandardOpenOption.READ)) {
            StoredBlob now = head(name);
            if (now == null || !now.etag().equals(etag)) {
                throw new ChangedBlobException(name + " was written anew since it was found");
            }
            ByteBuffer buffer = ByteBuffer.allocate(length);
            while (buffer.hasRemaining() && file.read(buffer, position + buffer.position()) >= 0) {
                // Once more.
            }
            return Arrays.copyOf(buffer.array(), buffer.position());
        } catch (NoSuchFileException e) {
            throw new ChangedBlobException(name + " is gone");
        }
    }

    @Override
    public @Nullable String name(String url) {
        String begin = root.toUri().toString();
        return url.startsWith(begin) && url.length() > begin.length() ? url.substring(begin.length()) : null;
    }
}
