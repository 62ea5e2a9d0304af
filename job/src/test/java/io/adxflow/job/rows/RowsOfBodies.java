package io.adxflow.job.rows;

import io.adxflow.job.config.NamespaceSpec;
import io.adxflow.sources.http.Target;
import io.adxflow.sources.wire.DecodedBody;
import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.RemoteWriteDecoder;
import io.adxflow.sources.wire.WireFormat;
import io.adxflow.sources.wire.testing.BodyBuilder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Decodes bodies and appends them to one {@link LiveTables}, as the reader's task does. */
final class RowsOfBodies {
    static final Target TARGET = new Target("default", "Metrics");
    static final RowSettings SETTINGS = new RowSettings(64 << 20, 20_000, 3_600_000, 1 << 20);

    final List<DeadLetter> deadLetters = new ArrayList<>();
    final LiveTables tables;
    private final RemoteWriteDecoder decoder = new RemoteWriteDecoder(64 << 20, 42);
    private long sequence;

    RowsOfBodies() {
        this(namespace(Map.of(), List.of()), SETTINGS);
    }

    RowsOfBodies(NamespaceSpec namespace, RowSettings settings) {
        tables =
                new LiveTables(new RowRules(List.of(namespace)), settings, deadLetters::add, new TablePlaces(settings));
    }

    static NamespaceSpec namespace(Map<String, String> addLabels, List<NamespaceSpec.LiftedLabel> lifted) {
        return new NamespaceSpec("default", "Metrics", List.of("*"), List.of("local"), addLabels, lifted);
    }

    AppendResult append(BodyBuilder body) {
        return append(WireFormat.REMOTE_WRITE_2, body.compressed(WireFormat.REMOTE_WRITE_2), RowFilter.ALL);
    }

    AppendResult append(BodyBuilder body, RowFilter filter) {
        return append(WireFormat.REMOTE_WRITE_2, body.compressed(WireFormat.REMOTE_WRITE_2), filter);
    }

    AppendResult append(WireFormat format, byte[] body, RowFilter filter) {
        return tables.append(decode(format, body), TARGET, sequence++, 1_000 * sequence, "test", filter);
    }

    DecodedBody decode(WireFormat format, byte[] body) {
        try {
            return decoder.decode(format, body);
        } catch (MalformedBodyException e) {
            throw new AssertionError(e);
        }
    }

    /** Drains everything: lines by table, in order. */
    Map<String, List<String>> drain(int windowBytes) {
        Map<String, List<String>> lines = new TreeMap<>();
        byte[] window = new byte[windowBytes];
        for (TableBuffer buffer : tables.buffers()) {
            lines.put(buffer.key().table(), drain(buffer, window));
        }
        return lines;
    }

    static List<String> drain(TableBuffer buffer, byte[] window) {
        List<String> lines = new ArrayList<>();
        int rows = buffer.rows();
        buffer.drain(window, (csv, offset, length) -> {
            String text = new String(csv, offset, length, StandardCharsets.UTF_8);
            if (!text.endsWith("\n")) {
                throw new AssertionError("a window that does not end with a line: " + text);
            }
            List<String> inWindow = splitLines(text);
            if (length > window.length && inWindow.size() > 1) {
                throw new AssertionError("a window of " + length + " bytes with several lines");
            }
            lines.addAll(inWindow);
        });
        if (lines.size() != rows) {
            throw new AssertionError(lines.size() + " lines of " + rows + " rows");
        }
        return lines;
    }

    /** Splits at line ends outside quotes. */
    private static List<String> splitLines(String text) {
        List<String> lines = new ArrayList<>();
        boolean quoted = false;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == '\n' && !quoted) {
                lines.add(text.substring(start, i));
                start = i + 1;
            }
        }
        return lines;
    }

    Map<String, List<String>> sortedLines() {
        Map<String, List<String>> sorted = new TreeMap<>();
        drain(1 << 16)
                .forEach((table, lines) ->
                        sorted.put(table, lines.stream().sorted().toList()));
        return sorted;
    }
}
