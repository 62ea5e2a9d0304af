package io.adxflow.sources.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Rows of one table as a body of {@link WireFormat#ROWS}: a line with the table's name, a line with its columns ({@code name:type,…}),
 * then the rows as CSV (RFC 4180, UTF-8, each ended by a line feed).
 *
 * @param rowsStart where the rows begin in the body
 */
public record RowsBody(String table, String schema, int rowsStart) {

    /** What stands before the rows. */
    public static byte[] head(String table, String schema) {
        if (table.indexOf('\n') >= 0 || schema.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("table or schema: a line end in it (expected: none)");
        }
        return (table + '\n' + schema + '\n').getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads what stands before the rows.
     *
     * @throws MalformedBodyException when it does not
     */
    public static RowsBody read(byte[] body, int length) throws MalformedBodyException {
        int tableEnd = lineEnd(body, 0, length);
        int schemaEnd = lineEnd(body, tableEnd + 1, length);
        return new RowsBody(
                new String(body, 0, tableEnd, StandardCharsets.UTF_8),
                new String(body, tableEnd + 1, schemaEnd - tableEnd - 1, StandardCharsets.UTF_8),
                schemaEnd + 1);
    }

    private static int lineEnd(byte[] body, int from, int length) throws MalformedBodyException {
        for (int i = from; i < length; i++) {
            if (body[i] == '\n') {
                return i;
            }
        }
        throw new MalformedBodyException(
                MalformedBodyException.Reason.CSV,
                "rows of " + length + " bytes without a table and its columns before them: "
                        + Arrays.toString(Arrays.copyOf(body, Math.min(length, 16))));
    }
}
