package io.adxflow.sinks.directory;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.adxflow.sinks.batch.BatchIds;
import io.adxflow.sinks.batch.BatchKey;
import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.delivery.Json;
import io.adxflow.sinks.delivery.SchemaSummary;
import io.adxflow.sinks.storage.FileFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Says in each table's folder which columns its files have, before the first file of a schema can be seen:
 *
 * <pre>
 * {"database": …, "table": …, "version": n, "columns": [{"name": …, "type": …}, …], "schemas": {"&lt;schema id&gt;": "name:type,…", …}}
 * </pre>
 *
 * {@code version} is the first of the table's versions that has them. {@code columns} are all columns ever seen, the widest schema's first. A file's schema id is what its name ends with,
 * after the last '-'. One hidden file per schema, {@code .schemas/<schema id>}, is the truth: several processes may add
 * theirs at once, and whoever writes {@code _schema.json} looks again afterwards. Thread-safe.
 */
final class SchemaFiles {
    private static final String SUMMARY = "_schema.json";
    private static final String PARTS = ".schemas";
    /** An empty file for each version of which there are files. */
    private static final String VERSIONS = ".versions";

    /** Folder and schema id of all that is known to be written. */
    private final Set<Path> written = ConcurrentHashMap.newKeySet();

    /** One writer per table in this process; tables need not wait for each other. */
    private final Object[] locks = Stream.generate(Object::new).limit(64).toArray();

    /** Returns true when something was written, so that the folder may be new. */
    boolean ensure(Path folder, SealedBatch batch) throws IOException {
        BatchKey key = batch.key();
        String batchId = batch.batchId();
        Path parts = folder.resolve(PARTS);
        Path part = parts.resolve(BatchIds.schemaIdOf(batchId));
        Path version = folder.resolve(VERSIONS).resolve(String.valueOf(batch.tableVersion()));
        if (written.contains(part)) {
            return false;
        }
        synchronized (locks[Math.floorMod(folder.hashCode(), locks.length)]) {
            if (Files.exists(part) && Files.exists(version) && isSummarized(folder.resolve(SUMMARY), batchId)) {
                written.add(part);
                return false;
            }
            Files.createDirectories(parts);
            if (!Files.exists(part)) {
                write(part, key.schema());
            }
            Files.createDirectories(folder.resolve(VERSIONS));
            if (!Files.exists(version)) {
                write(version, "");
            }
            Map<String, String> schemas = read(parts);
            int newest = newest(folder.resolve(VERSIONS));
            Map<String, String> summarized;
            int told;
            do {
                summarized = schemas;
                told = newest;
                write(folder.resolve(SUMMARY), SchemaSummary.of(key, told, summarized));
                schemas = read(parts);
                newest = newest(folder.resolve(VERSIONS));
            } while (!schemas.equals(summarized) || newest != told);
        }
        written.add(part);
        return true;
    }

    private static int newest(Path versions) throws IOException {
        int newest = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(versions)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (name.matches("\\d{1,9}")) {
                    newest = Math.max(newest, Integer.parseInt(name));
                }
            }
        }
        return newest;
    }

    private static boolean isSummarized(Path summary, String batchId) throws IOException {
        try {
            return Files.readString(summary).contains(Json.quote(BatchIds.schemaIdOf(batchId)));
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static Map<String, String> read(Path parts) throws IOException {
        Map<String, String> schemas = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(parts)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (!name.startsWith(".")) {
                    schemas.put(name, Files.readString(file));
                }
            }
        }
        return schemas;
    }

    /** Replaces a file at once, durably. */
    private static void write(Path file, String text) throws IOException {
        Path part = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID());
        try {
            try (FileChannel channel =
                    FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.wrap(text.getBytes(UTF_8)));
                channel.force(false);
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException | NoSuchFileException e) {
            Files.deleteIfExists(part);
            throw e;
        } catch (IOException e) {
            throw FileFailure.at(part, e);
        }
    }
}
