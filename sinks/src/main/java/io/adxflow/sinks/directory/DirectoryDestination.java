package io.adxflow.sinks.directory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import io.adxflow.sinks.batch.BatchContent;
import io.adxflow.sinks.batch.BatchFiles;
import io.adxflow.sinks.batch.BatchKey;
import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.delivery.CommittedObject;
import io.adxflow.sinks.delivery.Destination;
import io.adxflow.sinks.delivery.FailureKind;
import io.adxflow.sinks.delivery.FailureScope;
import io.adxflow.sinks.storage.FileFailure;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Gzipped CSV files on a disk that this machine mounts: {@code <database>/<table>/<batch id>.t<min>_<max>.csv.gz} (see
 * {@link BatchFiles}), and {@code _schema.json} beside them (see {@link SchemaFiles}). A file that can be seen is whole and never changes: it is
 * written and synced under {@code .staging} on the same disk, and renamed.
 */
final class DirectoryDestination implements Destination {
    private static final String STAGING = ".staging";
    private static final int MAX_NAME_CHARS = 200;

    private final Path root;
    private final Path staging;
    private final SchemaFiles schemas = new SchemaFiles();

    /** Folders with new names in them that are not durable yet. */
    private final Set<Path> unsynced = ConcurrentHashMap.newKeySet();

    DirectoryDestination(Path root) {
        this.root = root;
        this.staging = root.resolve(STAGING);
    }

    @Override
    public void stage(SealedBatch batch, BatchContent content) throws IOException {
        Path staged = staged(batch);
        if (!Files.exists(staged)) {
            write(content, staged);
        }
        // Here, so that commits, which are waited for, need not.
        describe(batch);
    }

    @Override
    public void commit(SealedBatch batch, BatchContent content) throws IOException {
        Path folder = folder(batch.key());
        Path target = folder.resolve(BatchFiles.name(batch));
        Path staged = staged(batch);
        if (isThere(target) || isThere(folder.resolve(BatchFiles.nameWithoutRange(batch)))) {
            unsynced.add(folder);
            if (isThere(staged)) {
                // Another process has staged it as well, and nobody else would take that away before the next start.
                Files.deleteIfExists(staged);
            }
            return;
        }
        if (!Files.exists(staged)) {
            write(content, staged);
        }
        describe(batch);
        unsynced.add(folder);
        try {
            Files.move(staged, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            // Another attempt has renamed it, or a sweep took it: the former is fine, the latter is tried again.
            if (!Files.exists(target)) {
                throw e;
            }
        }
    }

    /** Syncs the folders of all commits so far. One caller at a time: who waits finds his folders done. */
    @Override
    public synchronized void sync() throws IOException {
        for (Path folder : new HashSet<>(unsynced)) {
            // Taken out first: a commit that comes in between puts it back.
            unsynced.remove(folder);
            try (FileChannel channel = FileChannel.open(folder, READ)) {
                channel.force(true);
            } catch (IOException e) {
                unsynced.add(folder);
                throw e;
            }
        }
    }

    @Override
    public CommittedObject committed(SealedBatch batch) throws IOException {
        sync();
        Path file = folder(batch.key()).resolve(BatchFiles.name(batch));
        return new CommittedObject(
                file.toUri().toString(),
                root.toString(),
                root.relativize(file).toString(),
                batch.batchId(),
                "application/gzip",
                Files.size(file));
    }

    @Override
    public void abort(SealedBatch batch) throws IOException {
        Files.deleteIfExists(staged(batch));
    }

    @Override
    public void sweep() throws IOException {
        if (!Files.isDirectory(staging)) {
            return;
        }
        try (DirectoryStream<Path> orphans = Files.newDirectoryStream(staging)) {
            for (Path orphan : orphans) {
                Files.deleteIfExists(orphan);
            }
        }
    }

    @Override
    public void probe() throws IOException {
        Files.createDirectories(staging);
        Files.delete(Files.createTempFile(staging, "probe", ""));
    }

    /**
     * A disk that is full, read-only or not mounted comes back; none of that is the batch's fault. A database's folder that we may not
     * write to, or that is no folder, is for somebody to mend.
     */
    @Override
    public FailureKind classify(Throwable failure) {
        if (failure instanceof IllegalArgumentException) {
            return FailureKind.PERMANENT;
        }
        return scope(failure) == FailureScope.DATABASE ? FailureKind.CONFIGURATION : FailureKind.TRANSIENT;
    }

    @Override
    public FailureScope scope(Throwable failure) {
        if (!(failure instanceof FileSystemException of) || of.getFile() == null || !isRefusal(of)) {
            return FailureScope.DESTINATION;
        }
        Path file = Path.of(of.getFile());
        boolean inDatabase =
                file.startsWith(root) && !file.startsWith(staging) && file.getNameCount() > root.getNameCount();
        return inDatabase ? FailureScope.DATABASE : FailureScope.DESTINATION;
    }

    /** Whether we may not, or cannot, have a folder there: the JDK has no class of its own for ENOTDIR. */
    private static boolean isRefusal(FileSystemException failure) {
        return failure instanceof AccessDeniedException
                || failure instanceof NotDirectoryException
                || failure instanceof FileAlreadyExistsException
                || "Not a directory".equals(failure.getReason());
    }

    @Override
    public void close() {}

    /** Without the exception that {@link Files#exists} makes for a file that is not there, as most are at a commit. */
    private static boolean isThere(Path file) {
        return file.toFile().exists();
    }

    private void describe(SealedBatch batch) throws IOException {
        Path folder = folder(batch.key());
        if (schemas.ensure(folder, batch)) {
            unsynced.add(folder);
            unsynced.add(databaseFolder(batch.key()));
            unsynced.add(root);
        }
    }

    /** Writes under a name of its own first: what stands under a batch's name is whole. */
    private void write(BatchContent content, Path staged) throws IOException {
        if (!Files.isDirectory(staging)) {
            // Asked for first: to make what is there costs an exception.
            Files.createDirectories(staging);
        }
        Path part = staging.resolve(staged.getFileName() + "." + UUID.randomUUID() + ".part");
        try {
            try (FileChannel channel = FileChannel.open(part, CREATE_NEW, WRITE)) {
                OutputStream out = Channels.newOutputStream(channel);
                content.writeTo(out);
                channel.force(false);
            }
            Files.move(part, staged, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Files.deleteIfExists(part);
            throw FileFailure.at(part, e);
        }
    }

    private Path staged(SealedBatch batch) {
        return staging.resolve(checked("batch id", batch.batchId()) + BatchFiles.ENDING);
    }

    private Path folder(BatchKey key) {
        return databaseFolder(key).resolve(shortened(checked("table", key.table())));
    }

    private Path databaseFolder(BatchKey key) {
        return root.resolve(shortened(checked("database", key.database())));
    }

    /** A name that file systems take: most allow 255 bytes, identifiers may have 1024. The schema file has it whole. */
    private static String shortened(String name) {
        if (name.length() <= MAX_NAME_CHARS && name.getBytes(UTF_8).length <= MAX_NAME_CHARS) {
            return name;
        }
        String digest = UUID.nameUUIDFromBytes(name.getBytes(UTF_8)).toString();
        int end = Math.min(name.length(), MAX_NAME_CHARS / 4);
        return name.substring(0, end) + "-" + digest;
    }

    /** Names are identifiers already, but a folder must not depend on that. */
    private static String checked(String what, String name) {
        if (name.isEmpty()
                || name.startsWith(".")
                || name.startsWith("_schema")
                || !name.chars().allMatch(c -> c != '/' && c != '\\' && c >= ' ' && c != 0x7f)) {
            throw new IllegalArgumentException(what + ": " + name + " (expected: a plain name)");
        }
        return name;
    }
}
