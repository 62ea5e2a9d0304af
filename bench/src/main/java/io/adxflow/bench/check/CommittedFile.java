package io.adxflow.bench.check;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** One committed batch. Reading it checks that it is exactly one sound gzip member. */
public record CommittedFile(String database, String table, Path path) {
    private static final int BUFFER_BYTES = 1 << 16;

    /** Receives a row's fields. */
    @FunctionalInterface
    public interface RowVisitor {
        void row(List<String> fields);
    }

    public long bytes() throws IOException {
        return Files.size(path);
    }

    /** Number of rows, counted without taking them apart. */
    public long countRows() throws IOException {
        try (InputStream csv = open()) {
            return CsvScanner.countRows(csv);
        } catch (IOException e) {
            throw new IOException(path + ": " + e.getMessage(), e);
        }
    }

    public void visitRows(RowVisitor visitor) throws IOException {
        try (InputStream csv = new BufferedInputStream(open(), BUFFER_BYTES)) {
            CsvScanner scanner = new CsvScanner(csv);
            for (List<String> row = scanner.next(); row != null; row = scanner.next()) {
                visitor.row(row);
            }
        } catch (IOException e) {
            throw new IOException(path + ": " + e.getMessage(), e);
        }
    }

    private InputStream open() throws IOException {
        return new GzipMember(Files.newInputStream(path));
    }
}
