package io.adxflow.example;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.adxflow.sdk.wire.RecordSink;
import io.adxflow.sdk.wire.WireFormat;
import java.util.HashMap;
import java.util.Map;

/**
 * Graphite's plain text with tags: {@code my.path;tag=value 42.5 1767225600} a line, the time in seconds (graphite.readthedocs.io, "Feeding In
 * Your Data").
 */
public final class GraphiteFormat implements WireFormat {
    @Override
    public String name() {
        return "graphite";
    }

    @Override
    public Signal signal() {
        return Signal.METRICS;
    }

    @Override
    public void read(byte[] body, RecordSink records) throws BadBodyException {
        for (String line : new String(body, UTF_8).split("\n", -1)) {
            if (!line.isBlank()) {
                read(line.strip(), records);
            }
        }
    }

    private static void read(String line, RecordSink records) throws BadBodyException {
        String[] parts = line.split(" +", -1);
        String[] path = parts[0].split(";", -1);
        try {
            Map<String, String> tags = new HashMap<>();
            for (int i = 1; i < path.length; i++) {
                String[] tag = path[i].split("=", 2);
                tags.put(tag[0], tag[1]);
            }
            records.sample(
                    path[0].replaceAll("[^A-Za-z0-9_]", "_"),
                    tags,
                    1_000 * Long.parseLong(parts[2]),
                    Double.parseDouble(parts[1]));
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            throw new BadBodyException("line: '" + line + "' (expected: path;tag=value number seconds)");
        }
    }
}
