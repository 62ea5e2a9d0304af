package io.adxflow.job.rows;

import io.adxflow.job.tables.CsvRow;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;

/** Puts rows of one append that are encoded already into their tables, where they are wanted, or sets them aside. */
final class RowPlacer {
    private static final String HIDDEN = "{}";

    private final LiveTables tables;
    private final RecordAppend append;

    RowPlacer(LiveTables tables, RecordAppend append) {
        this.tables = tables;
        this.append = append;
    }

    /** Counts a row that came. */
    void count() {
        append.result().tableRows++;
    }

    /** Whether the append's filter keeps a table. */
    boolean keeps(TableKey delivered) {
        if (delivered.deliveries().areNone()) {
            return false;
        }
        RowFilter filter = append.filter();
        if (filter == RowFilter.ALL || filter == RowFilter.NONE) {
            return filter == RowFilter.ALL;
        }
        return tables.registry().forEncodedRows(delivered).keeps(filter, append.number());
    }

    /** Puts a row, without its line end, into a table that is kept. */
    void put(TableKey delivered, byte[] bytes, int start, int end, long timestampMillis) {
        AppendResult result = append.result();
        if (tables.largeRows().isTooLarge(bytes, start, end)) {
            tables.largeRows().send(result, delivered, append.sender(), append.arrivalMillis());
            return;
        }
        TableBuffer table = tables.registry().forEncodedRows(delivered);
        table.open(append.sequence(), append.arrivalMillis());
        table.cover(timestampMillis);
        table.encodedRows().beginRow().put(bytes, start, end);
        table.encodedRows().endRow();
        result.rows++;
        result.delivered(table.key().deliveries(), 1);
        tables.relieve();
    }

    /** Sets a row aside that cannot be one of a table, at first sight only; of a namespace that scrubs, without what it says. */
    void setAside(DeadLetter.Reason reason, TableKey key, String why, CsvRow row) {
        if (append.filter() == RowFilter.ALL) {
            boolean isHidden = tables.rulesOf(append.namespace()).rowScrubber() != null;
            append.result().deadLetteredRows++;
            tables.deadLetters()
                    .accept(new DeadLetter(
                            reason,
                            key.namespace(),
                            key.database(),
                            key.table(),
                            why,
                            isHidden ? HIDDEN : row.toJson(List.of(key.schema().split(","))),
                            append.sender(),
                            append.arrivalMillis(),
                            isHidden ? "" : key.schema(),
                            ""));
        }
    }

    /** What an instant of CSV is in epoch milliseconds, or another one when it is none. */
    static long millis(byte[] bytes, int from, int to, long otherwise) {
        boolean isQuoted = to - from >= 2 && bytes[from] == '"';
        int start = isQuoted ? from + 1 : from;
        int end = isQuoted ? to - 1 : to;
        try {
            return Instant.parse(new String(bytes, start, end - start, StandardCharsets.US_ASCII))
                    .toEpochMilli();
        } catch (DateTimeException | ArithmeticException e) {
            return otherwise;
        }
    }
}
