package io.adxflow.job.cli;

import io.adxflow.sinks.storage.FileFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The data folder of an embedded run, held exclusively: two runs on one folder would delete each other's files. The operating
 * system releases the lock with the process, however that ends.
 */
final class DataFolder implements AutoCloseable {
    private final Path path;
    private final FileChannel channel;
    private final FileLock lock;

    private DataFolder(Path path, FileChannel channel, FileLock lock) {
        this.path = path;
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * Creates the folder when it is missing, and takes it.
     *
     * @throws CliException when another process has it, or it cannot be written
     */
    static DataFolder take(Path path) throws CliException {
        Path file = path.resolve(".lock");
        try {
            Files.createDirectories(path);
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            FileLock lock = tryLock(channel);
            if (lock == null) {
                String holder = Files.readString(file).strip();
                channel.close();
                throw new CliException(
                        ExitCodes.FAILED,
                        "another run uses the data folder " + path
                                + (holder.isEmpty() ? "" : " (process " + holder + ")")
                                + ".\nStop that one first, or give this one a folder of its own with --data.");
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.UTF_8)));
            return new DataFolder(path, channel, lock);
        } catch (IOException e) {
            throw new CliException(
                    ExitCodes.FAILED,
                    "the data folder " + path + " cannot be used: " + FileFailure.words(e)
                            + ".\nGive another one with --data.");
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldByThisProcess) {
            return null;
        }
    }

    Path path() {
        return path;
    }

    Path checkpoints() {
        return path.resolve("checkpoints");
    }

    Path logs() {
        return path.resolve("logs");
    }

    /** A folder for what need not outlive this process, empty: a killed process could not clear it. */
    Path emptyScratch() throws IOException {
        Path scratch = path.resolve("tmp");
        deleteTree(scratch);
        return Files.createDirectories(scratch);
    }

    static void deleteTree(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(root)) {
            for (Path entry : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(entry);
            }
        }
    }

    @Override
    public void close() throws IOException {
        lock.release();
        channel.close();
    }
}
