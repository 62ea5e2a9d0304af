package io.adxflow.job.rows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.adxflow.job.rules.scrub.RowScrubber;
import io.adxflow.job.rules.scrub.Scrubber.Outcome;
import io.adxflow.job.select.Selector;
import io.adxflow.job.tables.ByteBuilder;
import io.adxflow.job.tables.CsvRow;
import io.adxflow.job.tables.CsvText;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Puts the rows of one body of rows into their table: scrubbed, delivered by what they say, or set aside. */
final class TableRowWriter {
    private static final JsonMapper JSON = new JsonMapper();

    private final RowPlacer placer;
    private final TableKey key;
    private final TableColumns columns;
    private final DeliveryRules deliveries;
    private final @Nullable RowScrubber scrubber;
    private final RecordAppend append;
    private final CsvRow fields = new CsvRow();
    private final ByteBuilder value = new ByteBuilder(256);
    private final ByteBuilder scrubbed = new ByteBuilder(1024);

    TableRowWriter(
            LiveTables tables,
            TableKey key,
            TableColumns columns,
            DeliveryRules deliveries,
            @Nullable RowScrubber scrubber,
            RecordAppend append) {
        this.placer = new RowPlacer(tables, append);
        this.key = key;
        this.columns = columns;
        this.deliveries = deliveries;
        this.scrubber = scrubber;
        this.append = append;
    }

    /** Puts one row, without its line end. */
    void row(byte[] bytes, int start, int end) {
        AppendResult result = append.result();
        result.tableRows++;
        fields.take(bytes, start, end);
        Deliveries fixed = deliveries.fixed();
        TableKey delivered = key.with(fixed != null ? fixed : deliveries.choose(key.table(), values()));
        if (!placer.keeps(delivered)) {
            append.countUnsubscribed(delivered);
            return;
        }
        long timestamp = timestamp(bytes);
        if (scrubber != null) {
            if (!scrub(scrubber, bytes)) {
                if (append.filter() == RowFilter.ALL) {
                    result.drop(RuledRecordRows.SCRUB, 1);
                }
                return;
            }
            placer.put(delivered, scrubbed.array(), 0, scrubbed.length(), timestamp);
        } else {
            placer.put(delivered, bytes, start, end, timestamp);
        }
    }

    /** The row's first datetime; the arrival when there is none that can be read. */
    private long timestamp(byte[] bytes) {
        int time = columns.time();
        return time < 0
                ? append.arrivalMillis()
                : RowPlacer.millis(bytes, fields.start(time), fields.end(time), append.arrivalMillis());
    }

    /** Writes the row anew; false when it is to be dropped. */
    private boolean scrub(RowScrubber by, byte[] bytes) {
        scrubbed.clear();
        for (int i = 0; i < columns.count(); i++) {
            if (i > 0) {
                scrubbed.put(',');
            }
            String type = columns.get(i).type();
            boolean isJson = type.equals("dynamic");
            if (!(isJson || type.equals("string")) || !by.looksAt(columns.get(i).name())) {
                scrubbed.put(bytes, fields.start(i), fields.end(i));
                continue;
            }
            fields.unquote(i, value);
            Outcome outcome = value.length() == 0
                    ? Outcome.KEPT
                    : isJson
                            ? by.json(columns.get(i).name(), value.array(), 0, value.length())
                            : by.text(columns.get(i).name(), value.array(), 0, value.length());
            switch (outcome) {
                case KEPT -> scrubbed.put(bytes, fields.start(i), fields.end(i));
                case CHANGED ->
                    CsvText.appendString(by.output().array(), 0, by.output().length(), scrubbed);
                case DROP_FIELD -> {
                    // Nothing stands there.
                }
                case DROP_RECORD -> {
                    return false;
                }
            }
        }
        return true;
    }

    /** A column's value, or what a label or attribute of that name says. */
    private Selector.Values values() {
        return name -> {
            int column = columns.find(name);
            if (column >= 0) {
                return text(column);
            }
            for (int bag : columns.bags()) {
                JsonNode found = bag(bag).path(name);
                if (!found.isMissingNode() && !found.isNull()) {
                    return found.isValueNode() ? found.asText() : found.toString();
                }
            }
            return "";
        };
    }

    private String text(int column) {
        fields.unquote(column, value);
        return new String(value.array(), 0, value.length(), StandardCharsets.UTF_8);
    }

    private JsonNode bag(int column) {
        try {
            return JSON.readTree(text(column));
        } catch (JsonProcessingException e) {
            return JSON.missingNode();
        }
    }
}
