package io.adxflow.job.cli;

import java.io.IOException;
import java.nio.file.Files;
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
 * {@code <database>/<table>/<batch>.csv.gz} beside {@code _schema.json}. Whatever begins with a dot is still being written.
 */
final class CommittedTables {
    private CommittedTables() {}

    /** A table's folder, with the files that were committed when it was listed. */
    record CommittedTable(String database, String name, Path folder, List<Path> files) {
        /** Bytes, compressed, of all files. */
        long bytes() throws IOException {
            long bytes = 0;
            for (Path file : files) {
                bytes += Files.size(file);
            }
            return bytes;
        }

        /** When the newest file became visible; the epoch when there is none. */
        Instant newest() throws IOException {
            Instant newest = Instant.EPOCH;
            for (Path file : files) {
                Instant modified = Files.readAttributes(file, BasicFileAttributes.class)
                        .lastModifiedTime()
                        .toInstant();
                newest = modified.isAfter(newest) ? modified : newest;
            }
            return newest;
        }

        SchemaFile schema() throws IOException {
            return SchemaFile.read(folder.resolve(SchemaFile.NAME));
        }
    }

    /**
     * All tables that have a schema, by database and name.
     *
     * @throws CliException when there is no such folder
     */
    static List<CommittedTable> list(Path root) throws IOException, CliException {
        if (!Files.isDirectory(root)) {
            throw new CliException(
                    ExitCodes.FAILED,
                    "there are no tables in " + root
                            + " yet.\n--data names the data folder of a run, --path the folder of"
                            + " a moniker; the first files appear after batch.max-age.");
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

    private static List<Path> folders(Path parent) throws IOException {
        try (Stream<Path> entries = Files.list(parent)) {
            return entries.filter(entry -> !name(entry).startsWith(".") && Files.isDirectory(entry))
                    .toList();
        }
    }

    private static List<Path> files(Path table) throws IOException {
        try (Stream<Path> entries = Files.list(table)) {
            return entries.filter(entry ->
                            name(entry).endsWith(".csv.gz") && !name(entry).startsWith("."))
                    .sorted()
                    .toList();
        }
    }

    static String name(Path path) {
        return Objects.requireNonNull(path.getFileName()).toString();
    }
}
