package io.adxflow.job.query;

import io.adxflow.sinks.batch.BatchFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The tables below a destination's folder, as the {@code directory} destination writes them:
 * {@code <database>/<table>/<batch>.csv.gz} (see {@link BatchFiles}) beside {@code _schema.json}. Whatever begins with a dot is still being written.
 */
public final class CommittedTables {
    private CommittedTables() {}

    /** A table's folder, with the files that were committed when it was listed. */
    public record CommittedTable(String database, String name, Path folder, List<Path> files) {
        /** Bytes, compressed, of all files. */
        public long bytes() throws IOException {
            long bytes = 0;
            for (Path file : files) {
                bytes += Files.size(file);
            }
            return bytes;
        }

        /** When the newest file became visible; the epoch when there is none. */
        public Instant newest() throws IOException {
            Instant newest = Instant.EPOCH;
            for (Path file : files) {
                Instant modified = Files.readAttributes(file, BasicFileAttributes.class)
                        .lastModifiedTime()
                        .toInstant();
                newest = modified.isAfter(newest) ? modified : newest;
            }
            return newest;
        }

        /** Which columns the files have. */
        public SchemaFile schema() throws IOException {
            return SchemaFile.read(folder.resolve(SchemaFile.NAME));
        }
    }

    /**
     * All tables that have a schema, by database and name.
     *
     * @throws java.nio.file.NotDirectoryException when there is no such folder
     */
    public static List<CommittedTable> list(Path root) throws IOException {
        if (!Files.isDirectory(root)) {
            throw new NotDirectoryException(root.toString());
        }
        List<CommittedTable> tables = new ArrayList<>();
        for (Path database : folders(root)) {
            for (Path table : folders(database)) {
                if (Files.exists(table.resolve(SchemaFile.NAME))) {
                    tables.add(new CommittedTable(name(database), name(table), table, files(table)));
                }
            }
        }
        tables.sort(Comparator.comparing(CommittedTable::database).thenComparing(CommittedTable::name));
        return tables;
    }

    /** The folders in a folder, hidden ones left out. */
    static List<Path> folders(Path parent) throws IOException {
        try (Stream<Path> entries = Files.list(parent)) {
            return entries.filter(entry -> !name(entry).startsWith(".") && Files.isDirectory(entry))
                    .toList();
        }
    }

    /** The committed files of a table's folder. */
    static List<Path> files(Path table) throws IOException {
        try (Stream<Path> entries = Files.list(table)) {
            return entries.filter(entry -> name(entry).endsWith(BatchFiles.ENDING)
                            && !name(entry).startsWith("."))
                    .sorted()
                    .toList();
        }
    }

    /** The last part of a path. */
    public static String name(Path path) {
        return Objects.requireNonNull(path.getFileName()).toString();
    }
}
