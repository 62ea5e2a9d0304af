package io.adxflow.emulator.ingestion;

import io.adxflow.emulator.engine.KustoException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Reads CSV as RFC 4180 has it: fields between commas, {@code ""} within quotes, records ended by LF or CRLF. Empty lines are
 * no records.
 *
 * <p>Stricter than the engine in one point: text between a closing quote and the next comma is refused.
 */
final class CsvRecords {
    private final Reader in;
    private final char[] buffer = new char[1 << 14];
    private int position;
    private int limit;
    private long line;
    private final StringBuilder field = new StringBuilder();

    CsvRecords(InputStream utf8) {
        in = new InputStreamReader(utf8, StandardCharsets.UTF_8);
    }

    /** The number of the last record, from 1. */
    long record() {
        return line;
    }

    /**
     * Fills {@code fields} with the next record.
     *
     * @return false at the end
     * @throws KustoException when a quote is not closed
     */
    boolean next(List<String> fields) throws IOException, KustoException {
        int c = read();
        while (c == '\n' || c == '\r') {
            c = read();
        }
        if (c < 0) {
            return false;
        }
        line++;
        fields.clear();
        while (true) {
            field.setLength(0);
            if (c == '"') {
                c = quoted();
            } else {
                while (c >= 0 && c != ',' && c != '\n' && c != '\r') {
                    field.append((char) c);
                    c = read();
                }
            }
            fields.add(field.toString());
            if (c == ',') {
                c = read();
                continue;
            }
            if (c == '\r') {
                int after = read();
                if (after >= 0 && after != '\n') {
                    position--;
                }
            }
            return true;
        }
    }

    /** Reads to the closing quote, and returns the character after it. */
    private int quoted() throws IOException, KustoException {
        while (true) {
            int c = read();
            if (c < 0) {
                throw new KustoException(
                        "Stream_ClosingQuoteMissing", "Invalid CSV format. Closing quote is missing. Record " + line);
            }
            if (c != '"') {
                field.append((char) c);
                continue;
            }
            int after = read();
            if (after != '"') {
                if (after >= 0 && after != ',' && after != '\n' && after != '\r') {
                    throw new KustoException(
                            "Stream_ClosingQuoteMissing",
                            "Invalid CSV format. Text follows a closing quote. Record " + line);
                }
                return after;
            }
            field.append('"');
        }
    }

    private int read() throws IOException {
        if (position == limit) {
            limit = in.read(buffer);
            position = 0;
            if (limit <= 0) {
                limit = 0;
                return -1;
            }
        }
        return buffer[position++];
    }
}
