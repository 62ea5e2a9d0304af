package io.adxflow.emulator.ingestion;

import io.adxflow.emulator.engine.Column;
import io.adxflow.emulator.engine.KustoException;
import io.adxflow.emulator.engine.KustoTable;
import io.adxflow.emulator.ingestion.Batch.Item;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/** Appends the records of blobs to a table, within the transaction of the connection. */
final class BlobLoader {
    private final long maxRawBytes;

    BlobLoader(long maxRawBytes) {
        this.maxRawBytes = maxRawBytes;
    }

    /** What came of one blob. */
    record Loaded(
            long rows,
            long rawBytes,
            long valuesNotOfTheirType,
            long recordsOfOtherWidth,
            long bytesBehindFirstMember,
            boolean rawSizeWrong) {}

    /** Counts and limits the bytes that were read. */
    private final class RawBytes extends FilterInputStream {
        private long count;

        RawBytes(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            throw new UnsupportedOperationException();
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = super.read(buffer, offset, length);
            count += Math.max(0, read);
            if (count > maxRawBytes) {
                throw new TooLarge();
            }
            return read;
        }
    }

    private static final class TooLarge extends IOException {
        private static final long serialVersionUID = 1L;
    }

    List<Loaded> load(DuckDBConnection connection, KustoTable table, CsvMapping mapping, List<Item> items)
            throws KustoException, SQLException {
        List<Loaded> all = new ArrayList<>();
        DuckDBAppender rows = connection.createAppender(table.schema(), table.physical());
        try {
            for (Item item : items) {
                all.add(load(rows, table, mapping, item));
            }
        } catch (KustoException refused) {
            closeAfter(rows, refused);
            throw refused;
        }
        rows.close();
        return all;
    }

    /** The appender may stand in the middle of a row; the transaction is rolled back anyway. */
    private static void closeAfter(DuckDBAppender rows, KustoException refused) {
        try {
            rows.close();
        } catch (SQLException e) {
            refused.addSuppressed(e);
        }
    }

    private Loaded load(DuckDBAppender rows, KustoTable table, CsvMapping mapping, Item item)
            throws KustoException, SQLException {
        IngestionRequest request = item.request();
        if (!request.format().equalsIgnoreCase("csv")) {
            throw new KustoException(
                    "BadRequest_FormatNotSupported", "The stand-in reads csv, not " + request.format());
        }
        if (request.rawSize() != null && request.rawSize() > maxRawBytes) {
            throw tooLarge(request.rawSize());
        }
        try (InputStream compressed = item.content().open()) {
            SingleMemberGzip gzip = item.content().isGzip() ? new SingleMemberGzip(compressed) : null;
            RawBytes raw = new RawBytes(gzip == null ? compressed : gzip);
            long[] counts = append(rows, table, mapping, new CsvRecords(raw), request.ignoreFirstRecord());
            if (counts[0] == 0) {
                throw new KustoException("BadRequest_NoRecordsOrWrongFormat", "The blob has no records");
            }
            return new Loaded(
                    counts[0],
                    raw.count,
                    counts[1],
                    counts[2],
                    gzip == null ? 0 : gzip.trailingBytes(),
                    request.rawSize() != null && request.rawSize() > 0 && request.rawSize() != raw.count);
        } catch (TooLarge e) {
            throw tooLarge(maxRawBytes + 1);
        } catch (IOException e) {
            throw new KustoException("BadRequest_InvalidBlob", String.valueOf(e.getMessage()));
        }
    }

    private KustoException tooLarge(long bytes) {
        return new KustoException(
                "Stream_InputStreamTooLarge",
                "The raw size of " + bytes + " bytes is over the limit of " + maxRawBytes + " bytes");
    }

    /** Returns rows, values that are not of their type, records of another width. */
    private static long[] append(
            DuckDBAppender rows, KustoTable table, CsvMapping mapping, CsvRecords records, boolean skipFirst)
            throws IOException, KustoException, SQLException {
        long[] counts = new long[3];
        List<String> fields = new ArrayList<>();
        int width = -1;
        boolean skip = skipFirst;
        while (records.next(fields)) {
            if (width < 0) {
                width = fields.size();
            } else if (width != fields.size()) {
                throw new KustoException(
                        "Stream_WrongNumberOfFields",
                        "Inconsistent number of fields in the input records: record " + records.record() + " has "
                                + fields.size() + ", those before it " + width);
            }
            if (skip) {
                skip = false;
                continue;
            }
            counts[0]++;
            counts[2] += width == mapping.width() ? 0 : 1;
            counts[1] += append(rows, table, mapping, fields);
        }
        return counts;
    }

    private static int append(DuckDBAppender rows, KustoTable table, CsvMapping mapping, List<String> fields)
            throws SQLException {
        int notOfTheirType = 0;
        rows.beginRow();
        for (int i = 0; i < table.columns().size(); i++) {
            Column column = table.columns().get(i);
            String constant = mapping.constants()[i];
            int ordinal = mapping.ordinals()[i];
            if (constant == null && (ordinal < 0 || ordinal >= fields.size())) {
                // The engine has no null strings.
                Cells.append(rows, column.type(), "");
            } else if (!Cells.append(rows, column.type(), constant == null ? fields.get(ordinal) : constant)) {
                notOfTheirType++;
            }
        }
        rows.endRow();
        return notOfTheirType;
    }
}
