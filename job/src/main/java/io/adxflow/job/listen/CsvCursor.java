package io.adxflow.job.listen;

import io.adxflow.job.tables.ByteBuilder;
import io.adxflow.sinks.batch.TableSchema;
import io.adxflow.sources.listen.UnreadableException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Rows of CSV (RFC 4180, UTF-8), byte for byte but for line ends, which become line feeds, and empty lines, which are none. A first line of
 * {@code name:type} throughout, as adx-mon's files have, is a header.
 */
final class CsvCursor implements RowCursor {
    private static final Set<String> TYPES =
            Set.of("datetime", "long", "int", "real", "string", "dynamic", "bool", "timespan", "guid", "decimal");
    private static final int BUFFER_BYTES = 64 << 10;

    /** What the first line is. */
    enum Header {
        /** A header if it looks like one. */
        AUTO,
        /** Names of columns, of type string where none is said. */
        TRUE,
        /** A row. */
        FALSE
    }

    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int at;
    private int end;
    private final String schema;
    private byte @Nullable [] first;

    /** @param known the columns, or null when only the header can tell */
    CsvCursor(InputStream in, Header header, @Nullable String known) throws IOException, UnreadableException {
        this.in = in;
        String ofHeader = null;
        if (header != Header.FALSE) {
            ByteBuilder line = new ByteBuilder(1024);
            if (line(line)) {
                String text = new String(line.array(), 0, line.length() - 1, StandardCharsets.UTF_8);
                ofHeader = header == Header.TRUE ? named(text) : typed(text);
                if (ofHeader == null) {
                    first = java.util.Arrays.copyOf(line.array(), line.length());
                }
            }
        }
        // A header names the columns in the order of the file, whatever is known beside.
        String found = ofHeader != null ? withTypes(ofHeader, known) : known;
        if (found == null) {
            throw new UnreadableException(
                    "nothing says which columns it has (expected: a _schema.json beside, a header of name:type, or the"
                            + " option schema)");
        }
        schema = found;
    }

    /** Null when it is no header. */
    private static @Nullable String typed(String line) {
        String text = line.startsWith("\uFEFF") ? line.substring(1) : line;
        for (String field : text.split(",", -1)) {
            int colon = field.indexOf(':');
            if (colon <= 0 || !TYPES.contains(field.substring(colon + 1))) {
                return null;
            }
        }
        return text;
    }

    private static String named(String line) {
        String text = line.startsWith("\uFEFF") ? line.substring(1) : line;
        List<String> columns = new ArrayList<>();
        for (String field : text.split(",", -1)) {
            String name = field.strip();
            name = name.length() >= 2 && name.startsWith("\"") && name.endsWith("\"")
                    ? name.substring(1, name.length() - 1)
                    : name;
            columns.add(typed(name) != null ? name : name + ":");
        }
        return String.join(",", columns);
    }

    /** Types that a header leaves open are as they are known, or string. */
    private static String withTypes(String header, @Nullable String known) {
        List<String> columns = new ArrayList<>();
        for (String column : header.split(",", -1)) {
            columns.add(column.endsWith(":") ? column + type(column, known) : column);
        }
        return String.join(",", columns);
    }

    private static String type(String open, @Nullable String known) {
        String name = open.substring(0, open.length() - 1).toLowerCase(Locale.ROOT);
        if (known != null) {
            for (TableSchema.Column column : TableSchema.parse(known).columns()) {
                if (column.name().toLowerCase(Locale.ROOT).equals(name)) {
                    return column.type();
                }
            }
        }
        return "string";
    }

    @Override
    public String schema() {
        return schema;
    }

    @Override
    public boolean next(ByteBuilder to) throws IOException, UnreadableException {
        byte[] kept = first;
        if (kept != null) {
            first = null;
            to.put(kept, 0, kept.length);
            return true;
        }
        return line(to);
    }

    /** Appends a line with its line feed. */
    private boolean line(ByteBuilder to) throws IOException, UnreadableException {
        int start = to.length();
        boolean quoted = false;
        while (true) {
            if (at == end) {
                end = Math.max(0, in.read(buffer, 0, buffer.length));
                at = 0;
                if (end == 0) {
                    return last(to, start, quoted);
                }
            }
            int from = at;
            while (at < end) {
                byte c = buffer[at++];
                if (c == '"') {
                    quoted = !quoted;
                } else if (c == '\n' && !quoted) {
                    to.put(buffer, from, at - 1);
                    if (!endLine(to, start)) {
                        from = at;
                        continue;
                    }
                    return true;
                }
            }
            to.put(buffer, from, end);
            if (to.length() - start > RowsFeed.MAX_ROW_BYTES) {
                throw new UnreadableException("a row of more than " + RowsFeed.MAX_ROW_BYTES + " bytes");
            }
        }
    }

    private static boolean last(ByteBuilder to, int start, boolean quoted) throws UnreadableException {
        if (quoted) {
            throw new UnreadableException("it ends within a quoted field");
        }
        return endLine(to, start);
    }

    /** False when the line was empty. */
    private static boolean endLine(ByteBuilder to, int start) {
        if (to.length() > start && to.array()[to.length() - 1] == '\r') {
            to.end(to.length() - 1);
        }
        if (to.length() == start) {
            return false;
        }
        to.put('\n');
        return true;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
