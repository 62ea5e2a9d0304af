package io.adxflow.job.rows;

import io.adxflow.job.rules.LabelRules;
import io.adxflow.job.rules.normalise.TimeNormaliser;
import io.adxflow.job.select.Selector;
import io.adxflow.job.tables.ByteBuilder;
import io.adxflow.job.tables.CsvRow;
import io.adxflow.job.tables.CsvText;
import io.adxflow.job.tables.CsvTimestamps;
import io.adxflow.job.tables.LabelSet;
import io.adxflow.job.tables.LabelsJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Does to rows of series what a namespace's rules do to series that are sent: the labels are read back, with the table's name for the metric's where no column has it, and a series is judged
 * when its first row comes. One that no rule changes keeps its id; another one gets the id of its labels as they are now.
 */
final class SeriesRowWriter {
    private static final String NAME = "__name__";
    private static final String NO_TABLE_NAME = "the metric's name has no ASCII letter or digit";

    private final TableKey key;
    private final SeriesRowRoute ofRows;
    private final Route route;
    private final SeriesColumns columns;
    private final RecordAppend append;
    private final LiveTables tables;
    private final RowPlacer placer;
    private final SeriesLabels series;
    private final RowLabels read = new RowLabels();
    private final LabelSet before = new LabelSet();
    private final CsvRow fields = new CsvRow();
    private final ByteBuilder value = new ByteBuilder(256);
    private final ByteBuilder row = new ByteBuilder(1024);
    private final CsvTimestamps timestamps = new CsvTimestamps();
    private final LabelCells exemplar = new LabelCells();

    /** What tells the series of the row before, and what was decided for it. */
    private final ByteBuilder last = new ByteBuilder(512);

    private final ByteBuilder identity = new ByteBuilder(512);
    private int dropping;
    private DeadLetter.@Nullable Reason letter;
    private String why = "";
    private TableKey delivered;
    private boolean isUnchanged;
    private final ByteBuilder id = new ByteBuilder(32);
    private final ByteBuilder labels = new ByteBuilder(512);
    private final ByteBuilder name = new ByteBuilder(64);
    private final ByteBuilder lifted = new ByteBuilder(256);

    SeriesRowWriter(LiveTables tables, TableKey key, SeriesRowRoute ofRows, RecordAppend append) {
        this.tables = tables;
        this.key = key;
        this.ofRows = ofRows;
        this.route = ofRows.route();
        this.columns = ofRows.columns();
        this.append = append;
        this.placer = new RowPlacer(tables, append);
        this.series = new SeriesLabels(tables.maxLabelsBytes());
        this.delivered = key;
    }

    /** Puts one row, without its line end. */
    void row(byte[] bytes, int start, int end) {
        AppendResult result = append.result();
        result.tableRows++;
        fields.take(bytes, start, end);
        if (isAnother(bytes)) {
            judge();
        }
        if (dropping >= 0) {
            drop(route.ruleName(dropping));
        } else if (letter != null) {
            placer.setAside(letter, key, why, fields);
        } else if (!placer.keeps(delivered)) {
            append.countUnsubscribed(delivered);
        } else {
            put(bytes, start, end);
        }
    }

    private void drop(String rule) {
        if (append.filter() == RowFilter.ALL) {
            append.result().drop(rule, 1);
        }
    }

    /** Whether the row is of another series than the one before; if so, it is remembered. */
    private boolean isAnother(byte[] bytes) {
        identity.clear();
        identity.put(bytes, fields.start(SeriesColumns.SERIES_ID), fields.end(SeriesColumns.LABELS));
        if (!columns.areOfMetric()) {
            identity.put(',').put(bytes, fields.start(columns.name()), fields.end(columns.name()));
        }
        for (int i = columns.lifted(); i < fields.fields(); i++) {
            identity.put(',').put(bytes, fields.start(i), fields.end(i));
        }
        if (last.length() == identity.length()
                && Arrays.equals(last.array(), 0, last.length(), identity.array(), 0, identity.length())) {
            return false;
        }
        last.clear();
        last.put(identity.array(), 0, identity.length());
        return true;
    }

    private void judge() {
        dropping = -1;
        letter = null;
        try {
            readLabels();
        } catch (IOException e) {
            // Its message may show what stands there.
            setAside(
                    DeadLetter.Reason.UNREADABLE_INPUT,
                    "Labels: no object of JSON (" + e.getClass().getSimpleName() + ")");
            return;
        }
        read.sortInto(before);
        read.show(series.cursor());
        LabelSet now = series.read(route);
        LabelRules after = route.labelRules();
        if (after != null) {
            append.result().transformFailures += after.takeFailures();
        }
        if (series.isOversized()) {
            setAside(
                    DeadLetter.Reason.LABELS_TOO_LARGE,
                    "labels of " + series.textBytes() + " bytes, as they came or as rules make them (at most "
                            + tables.maxLabelsBytes() + ", " + RowOptions.MAX_LABELS_SIZE.key() + ")");
        } else if (series.problem() != null) {
            setAside(DeadLetter.Reason.UNREADABLE_INPUT, String.valueOf(series.problem()));
        } else if (series.isDropped()) {
            dropping = series.droppingRule();
        } else {
            encode(now);
        }
    }

    private void setAside(DeadLetter.Reason reason, String because) {
        letter = reason;
        why = because;
    }

    private void readLabels() throws IOException {
        read.clear();
        String metric = columns.areOfMetric() ? key.table() : text(columns.name());
        fields.unquote(SeriesColumns.LABELS, value);
        if (value.length() > 0) {
            read.addObject(value.array(), value.length());
        }
        if (!read.has(NAME)) {
            read.add(NAME, metric);
        }
        for (int i = 0; i < ofRows.liftedColumns(); i++) {
            String text = text(columns.lifted() + i);
            if (!text.isEmpty()) {
                // Of labels that differ in case alone one is lifted, and the other may have its very name.
                read.add(read.has(ofRows.labelOf(i)) ? ofRows.nameOf(i) : ofRows.labelOf(i), text);
            }
        }
    }

    private String text(int column) {
        fields.unquote(column, value);
        return new String(value.array(), 0, value.length(), StandardCharsets.UTF_8);
    }

    private void encode(LabelSet now) {
        boolean isSame = now.isSameAs(before);
        String metric = now.valueOf(NAME);
        String table = key.table();
        if (columns.areOfMetric() && !metric.equals(table)) {
            table = route.tableOf(metric);
            if (table.isEmpty()) {
                setAside(DeadLetter.Reason.EMPTY_TABLE_NAME, NO_TABLE_NAME);
                return;
            }
        }
        TableKey to = new TableKey(key.namespace(), key.database(), table, ofRows.schema());
        to = columns.areOfMetric() ? to.asRows() : to;
        boolean isNew = append.filter() == RowFilter.ALL || append.filter() == RowFilter.NONE;
        if (isNew && !table.equals(key.table()) && !tables.registry().admits(to, append.sender())) {
            append.result().refusedTables++;
            setAside(DeadLetter.Reason.UNREADABLE_INPUT, tables.registry().refusal(to, append.sender()));
            return;
        }
        delivered = to.with(route.choose(table, values(now)));
        isUnchanged = isSame && ofRows.keepsColumns();
        id.clear();
        if (!isSame) {
            id.put(now.seriesId());
        }
        labels.clear();
        LabelsJson.append(now, ofRows.lifted(), labels);
        name.clear();
        byte[] metricBytes = metric.getBytes(StandardCharsets.UTF_8);
        CsvText.appendString(metricBytes, 0, metricBytes.length, name);
        lifted.clear();
        ofRows.lifted().appendValues(now, lifted);
    }

    /** A label's value, or that of the lifted column or the metric of that name. */
    private Selector.Values values(LabelSet now) {
        return wanted -> {
            String of = now.valueOf(wanted);
            int column = ofRows.lifted().columns().indexOf(wanted);
            if (of.isEmpty() && column >= 0) {
                int label = ofRows.lifted().labelOf(column, now);
                of = label < 0
                        ? ""
                        : new String(
                                now.bytes(),
                                now.valueStart(label),
                                now.valueEnd(label) - now.valueStart(label),
                                StandardCharsets.UTF_8);
            }
            return of.isEmpty() && wanted.equals("Name") && !columns.areOfMetric() ? now.valueOf(NAME) : of;
        };
    }

    private void put(byte[] bytes, int start, int end) {
        int timeStart = fields.start(SeriesColumns.TIMESTAMP);
        int timeEnd = fields.end(SeriesColumns.TIMESTAMP);
        long came = RowPlacer.millis(bytes, timeStart, timeEnd, append.arrivalMillis());
        TimeNormaliser times = route.times();
        long timestamp = times == null ? came : times.millis(came, append.arrivalMillis());
        append.result().mendedTimes += timestamp == came ? 0 : 1;
        row.clear();
        if (timestamp == came) {
            row.put(bytes, timeStart, timeEnd);
        } else {
            row.end(timestamps.write(timestamp, row.room(CsvTimestamps.ROOM), 0));
        }
        if (isUnchanged && !scrubsExemplars()) {
            if (timestamp == came) {
                placer.put(delivered, bytes, start, end, timestamp);
                return;
            }
            row.put(bytes, timeEnd, end);
        } else if (!rewrite(bytes)) {
            drop(RuledRecordRows.SCRUB);
            return;
        }
        placer.put(delivered, row.array(), 0, row.length(), timestamp);
    }

    private boolean scrubsExemplars() {
        return columns.exemplarLabels() >= 0
                && route.labelRules() != null
                && route.labelRules().scrubs();
    }

    /** Writes what follows the timestamp; false when the row is to be dropped. */
    private boolean rewrite(byte[] bytes) {
        row.put(',');
        if (id.length() > 0) {
            row.put(id.array(), 0, id.length());
        } else {
            row.put(bytes, fields.start(SeriesColumns.SERIES_ID), fields.end(SeriesColumns.SERIES_ID));
        }
        row.put(',').put(labels.array(), 0, labels.length());
        for (int i = SeriesColumns.LABELS + 1; i < columns.lifted(); i++) {
            row.put(',');
            if (i == columns.name()) {
                row.put(name.array(), 0, name.length());
            } else if (i == columns.exemplarLabels() && scrubsExemplars()) {
                fields.unquote(i, value);
                if (!exemplar.scrub(value, route.labelRules())) {
                    return false;
                }
                exemplar.append(row);
                // The two columns that repeat labels of it, and end the table's own.
                return appendLifted();
            } else {
                row.put(bytes, fields.start(i), fields.end(i));
            }
        }
        return appendLifted();
    }

    private boolean appendLifted() {
        row.put(lifted.array(), 0, lifted.length());
        return true;
    }
}
