package io.adxflow.sinks.storage;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Files on a disk that this machine mounts. {@link AppendFile#sync} is an fsync, the first one of a file also of its
 * folders, since a new name is lost with them. Thread-safe; its files are not.
 */
public final class LocalAppendStore implements AppendStore {
    private final Path root;

    public LocalAppendStore(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    @Override
    public AppendFile create(String name) throws IOException {
        Path path = resolve(name);
        Files.createDirectories(path.getParent());
        return new LocalFile(name, path, FileChannel.open(path, CREATE_NEW, WRITE));
    }

    /** The old file's blocks are on the disk and in memory already: writing over them costs a fraction. */
    @Override
    public boolean reusesFiles() {
        return true;
    }

    @Override
    public AppendFile createOver(String spare, String name) throws IOException {
        Path path = resolve(name);
        Files.createDirectories(path.getParent());
        Files.move(resolve(spare), path);
        return new LocalFile(name, path, FileChannel.open(path, WRITE));
    }

    /** By a link to a file that is whole: nobody ever reads a part. A disk without links has it as other stores do. */
    @Override
    public boolean createWhole(String name, byte[] content) throws IOException {
        Path path = resolve(name);
        if (Files.exists(path)) {
            return false;
        }
        Path folder = Objects.requireNonNull(path.getParent(), "files lie below a folder");
        Files.createDirectories(folder);
        Path part = folder.resolve("." + UUID.randomUUID() + ".part");
        try {
            try (FileChannel channel = FileChannel.open(part, CREATE_NEW, WRITE)) {
                ByteBuffer buffer = ByteBuffer.wrap(content);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                channel.force(false);
            }
            try {
                Files.createLink(path, part);
            } catch (FileAlreadyExistsException e) {
                return false;
            } catch (UnsupportedOperationException | FileSystemException e) {
                return AppendStore.super.createWhole(name, content);
            }
            syncFolder(folder);
            return true;
        } catch (IOException e) {
            throw FileFailure.at(part, e);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    @Override
    public void read(String name, long position, byte[] into, int offset, int length) throws IOException {
        try (FileChannel channel = FileChannel.open(resolve(name), READ)) {
            ByteBuffer buffer = ByteBuffer.wrap(into, offset, length);
            while (buffer.hasRemaining()) {
                int read = channel.read(buffer, position + buffer.position() - offset);
                if (read < 0) {
                    throw new EOFException(
                            name + ": " + length + " bytes at " + position + " (length: " + channel.size() + ")");
                }
            }
        } catch (NoSuchFileException e) {
            throw notFound(name, e);
        }
    }

    @Override
    public long length(String name) throws IOException {
        try {
            return Files.size(resolve(name));
        } catch (NoSuchFileException e) {
            throw notFound(name, e);
        }
    }

    @Override
    public long modifiedMillis(String name) throws IOException {
        try {
            return Files.getLastModifiedTime(resolve(name)).toMillis();
        } catch (NoSuchFileException e) {
            throw notFound(name, e);
        }
    }

    @Override
    public boolean touch(String name) throws IOException {
        try {
            Files.setLastModifiedTime(resolve(name), FileTime.from(Instant.now()));
            return true;
        } catch (NoSuchFileException e) {
            throw notFound(name, e);
        }
    }

    @Override
    public void delete(String name) throws IOException {
        Files.deleteIfExists(resolve(name));
    }

    @Override
    public List<String> list(String prefix) throws IOException {
        List<String> names = new ArrayList<>();
        visit(prefix, names::add);
        return names;
    }

    @Override
    public void visit(String prefix, Consumer<String> to) throws IOException {
        int slash = prefix.lastIndexOf('/');
        Path start = slash < 0 ? root : resolve(prefix.substring(0, slash));
        if (!Files.isDirectory(start)) {
            return;
        }
        try (Stream<Path> files = Files.walk(start)) {
            files.filter(Files::isRegularFile)
                    .map(path -> root.relativize(path).toString())
                    .filter(name -> name.startsWith(prefix))
                    .forEach(to);
        } catch (UncheckedIOException e) {
            // A file that went while it was being looked at is none; a folder that cannot be read is a failure.
            if (!(e.getCause() instanceof NoSuchFileException)) {
                throw e.getCause();
            }
        }
    }

    private Path resolve(String name) {
        Path path = root.resolve(name).normalize();
        if (!path.startsWith(root) || path.equals(root)) {
            throw new IllegalArgumentException("file name: " + name + " (expected: a relative path without '..')");
        }
        return path;
    }

    private static FileNotFoundException notFound(String name, NoSuchFileException cause) {
        FileNotFoundException exception = new FileNotFoundException(name);
        exception.initCause(cause);
        return exception;
    }

    /** Makes names just created in {@code folder} durable. */
    private static void syncFolder(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, READ)) {
            channel.force(true);
        }
    }

    private final class LocalFile implements AppendFile {
        private final String name;
        private final Path path;
        private final FileChannel channel;
        private long length;
        private long synced;
        private boolean nameIsDurable;

        LocalFile(String name, Path path, FileChannel channel) {
            this.name = name;
            this.path = path;
            this.channel = channel;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public long length() {
            return length;
        }

        @Override
        public long append(byte[] bytes, int offset, int count) throws IOException {
            ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, count);
            try {
                while (buffer.hasRemaining()) {
                    channel.write(buffer, length + buffer.position() - offset);
                }
            } catch (IOException e) {
                throw FileFailure.at(path, e);
            }
            long start = length;
            length += count;
            return start;
        }

        @Override
        public void sync() throws IOException {
            if (synced < length) {
                try {
                    channel.force(false);
                } catch (IOException e) {
                    throw FileFailure.at(path, e);
                }
                synced = length;
            }
            if (!nameIsDurable) {
                for (Path folder = path.getParent();
                        folder != null && folder.startsWith(root);
                        folder = folder.getParent()) {
                    syncFolder(folder);
                }
                nameIsDurable = true;
            }
        }

        @Override
        public boolean endsAtSync() {
            return false;
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
