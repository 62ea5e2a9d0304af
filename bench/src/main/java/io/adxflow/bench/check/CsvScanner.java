package io.adxflow.bench.check;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads CSV as RFC 4180 says it, rows ended by a bare line feed. Owned by one thread. */
final class CsvScanner {
    private final InputStream in;

    CsvScanner(InputStream in) {
        this.in = in;
    }

    /** Counts the rows up to the end; throws when the last one is not ended. */
    static long countRows(InputStream in) throws IOException {
        byte[] bytes = new byte[1 << 16];
        long rows = 0;
        boolean quoted = false;
        byte last = '\n';
        for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
            for (int i = 0; i < read; i++) {
                last = bytes[i];
                if (last == '"') {
                    quoted = !quoted;
                } else if (last == '\n' && !quoted) {
                    rows++;
                }
            }
        }
        if (quoted || last != '\n') {
            throw new IOException("the last row is not ended");
        }
        return rows;
    }

    /** The next row's fields, or null at the end. */
    @Nullable
    List<String> next() throws IOException {
        int first = in.read();
        if (first < 0) {
            return null;
        }
        List<String> fields = new ArrayList<>();
        int end = field(first, fields);
        while (end == ',') {
            end = field(in.read(), fields);
        }
        return fields;
    }

    /** Reads a field whose first byte is known and returns what ended it: ',' or '\n'. */
    private int field(int first, List<String> fields) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        int next = first;
        if (first == '"') {
            next = quoted(text);
        }
        while (next != ',' && next != '\n') {
            if (next < 0 || next == '"' || first == '"') {
                throw new IOException("field " + fields.size() + " of a row is broken: " + text);
            }
            text.write(next);
            next = in.read();
        }
        fields.add(text.toString(StandardCharsets.UTF_8));
        return next;
    }

    /** Reads up to the closing quote and returns the byte behind it. */
    private int quoted(ByteArrayOutputStream text) throws IOException {
        while (true) {
            int next = in.read();
            if (next < 0) {
                return next;
            }
            if (next == '"') {
                int behind = in.read();
                if (behind != '"') {
                    return behind;
                }
            }
            text.write(next);
        }
    }
}
