package io.adxflow.bench.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The batches that a {@code directory} destination shows: {@code <database>/<table>/<batch>.csv.gz}. */
public final class CommittedRows {
    private static final String SUFFIX = ".csv.gz";
    private static final String OWN_TABLE_MARK = "_";

    private CommittedRows() {}

    /** Everything visible below a {@code tables} folder, in no order; empty when there is no such folder. */
    public static List<CommittedFile> list(Path tables) throws IOException {
        if (!Files.isDirectory(tables)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(tables, 3)) {
            return files.filter(CommittedRows::isCommitted)
                    .map(file -> new CommittedFile(folder(file, 2), folder(file, 1), file))
                    .toList();
        }
    }

    /** Of OTLP's resources, which come beside the points that were sent. */
    private static final String TARGET_INFO = "TargetInfo";

    /** Those of what was sent: tables of adxflow's own have a '_' in their name, others never. */
    public static List<CommittedFile> listMetrics(Path tables) throws IOException {
        return list(tables).stream()
                .filter(file ->
                        !file.table().contains(OWN_TABLE_MARK) && !file.table().equals(TARGET_INFO))
                .toList();
    }

    private static boolean isCommitted(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(SUFFIX) && !name.startsWith(".") && Files.isRegularFile(file);
    }

    private static String folder(Path file, int above) {
        return file.getName(file.getNameCount() - 1 - above).toString();
    }
}
