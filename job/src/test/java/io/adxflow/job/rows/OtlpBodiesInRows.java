package io.adxflow.job.rows;

import io.adxflow.job.config.NamespaceSpec;
import io.adxflow.job.config.OtlpRules;
import io.adxflow.job.config.OtlpRules.ColumnType;
import io.adxflow.job.config.OtlpRules.LiftedAttribute;
import io.adxflow.sources.http.Target;
import io.adxflow.sources.wire.DecodeCharge;
import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.WireFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Makes rows of OTLP bodies as the reader's task does, and reads the rows back. */
final class OtlpBodiesInRows {
    static final Target TARGET = new Target("default", "Telemetry");
    static final long ARRIVAL = 1_800_000_000_123L;
    static final RowSettings SETTINGS = new RowSettings(1 << 20, 1_000, 3_600_000, 1 << 20);
    /** Everything that can be lifted, by the names that random attributes have. */
    static final OtlpRules LIFTING = new OtlpRules(
            "OTelLogs",
            "OTelTraces",
            List.of(
                    new LiftedAttribute("lifted.bool", "ABool", ColumnType.BOOL),
                    new LiftedAttribute("lifted.datetime", "ADatetime", ColumnType.DATETIME),
                    new LiftedAttribute("lifted.dynamic", "ADynamic", ColumnType.DYNAMIC),
                    new LiftedAttribute("lifted.long", "ALong", ColumnType.LONG),
                    new LiftedAttribute("lifted.real", "AReal", ColumnType.REAL),
                    new LiftedAttribute("lifted.string", "AString", ColumnType.STRING)),
            List.of(
                    new LiftedAttribute("lifted.long", "RLong", ColumnType.LONG),
                    new LiftedAttribute("lifted.string", "RString", ColumnType.STRING)));

    final List<DeadLetter> deadLetters = new ArrayList<>();
    final LiveTables tables;
    private final BodyRows rows;
    private long sequence;

    OtlpBodiesInRows(OtlpRules rules) {
        this(namespace(rules, List.of("*")), SETTINGS);
    }

    OtlpBodiesInRows(NamespaceSpec namespace, RowSettings settings) {
        tables =
                new LiveTables(new RowRules(List.of(namespace)), settings, deadLetters::add, new TablePlaces(settings));
        int maxBytes = 64 << 20;
        rows = new BodyRows(BodyDecoders.of(maxBytes, 42, DecodeCharge.unbounded()), tables);
    }

    static NamespaceSpec namespace(OtlpRules rules, List<String> databases) {
        return new NamespaceSpec("default", "Telemetry", databases, List.of("local"), Map.of(), List.of(), rules);
    }

    AppendResult append(WireFormat format, byte[] body) throws MalformedBodyException {
        return append(format, body, RowFilter.ALL);
    }

    AppendResult append(WireFormat format, byte[] body, RowFilter filter) throws MalformedBodyException {
        return rows.append(format, body, body.length, TARGET, sequence++, ARRIVAL, "test", filter);
    }

    /** Drains everything: by {@code database.table} the rows, each field by its column. */
    Map<String, List<Map<String, String>>> drain() {
        Map<String, List<Map<String, String>>> drained = new TreeMap<>();
        byte[] window = new byte[1 << 12];
        for (TableBuffer buffer : tables.buffers()) {
            TableKey key = buffer.key();
            List<Map<String, String>> ofTable = new ArrayList<>();
            for (String line : RowsOfBodies.drain(buffer, window)) {
                ofTable.add(CsvLines.fields(key.schema(), line));
            }
            drained.put(key.database() + "." + key.table(), ofTable);
        }
        return drained;
    }

    /** The rows of the only table there is. */
    List<Map<String, String>> only() {
        Map<String, List<Map<String, String>>> drained = drain();
        if (drained.size() != 1) {
            throw new AssertionError("tables: " + drained.keySet());
        }
        return drained.values().iterator().next();
    }
}
