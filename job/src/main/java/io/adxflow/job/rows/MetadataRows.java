package io.adxflow.job.rows;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.adxflow.job.tables.ByteBuilder;
import io.adxflow.job.tables.CsvText;
import io.adxflow.job.tables.Utf8;
import io.adxflow.sinks.batch.XxHash64;
import io.adxflow.sources.wire.LabelText;
import io.adxflow.sources.wire.MetricMetadata;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rows of {@code Prom_Metadata}: one when a metric's type, help or unit is seen first or changes. Remembers a bounded number. */
final class MetadataRows {
    private static final int MAX_REMEMBERED = 100_000;
    private static final long NOTHING_TOLD = 0;
    private static final String[] TYPES = {
        "unknown", "counter", "gauge", "histogram", "gaugehistogram", "summary", "info", "stateset"
    };

    private final TableRegistry tables;
    private final RowWriter writer;
    private final long seed;
    private final int maxValueBytes;
    private final Runnable relief;
    private final MetricMetadata metadata = new MetricMetadata();
    private final Map<Key, Long> told = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Long> eldest) {
            return size() > MAX_REMEMBERED;
        }
    };

    private @Nullable SenderHints hints;

    private record Key(TableKey table, long nameHigh, long nameLow) {}

    /**
     * @param maxValueBytes of one value of a table
     * @param relief asked for between two rows
     */
    MetadataRows(TableRegistry tables, RowWriter writer, long seed, int maxValueBytes, Runnable relief) {
        this.relief = relief;
        this.maxValueBytes = maxValueBytes;
        this.tables = tables;
        this.writer = writer;
        this.seed = seed;
    }

    /** Who is told of it too. */
    void setHints(SenderHints to) {
        hints = to;
    }

    void append(AppendContext append, SeriesLookup lookup, SeriesLabels labels) {
        int count = append.body.metadataCount();
        append.result.metadata += count;
        for (int i = 0; i < count; i++) {
            int series = append.body.metadataSeries(i);
            relief.run();
            if (series < 0) {
                append.body.metadata(i, metadata);
                appendIfNews(append, metadata.bytes, metadata.nameStart, metadata.nameEnd);
            } else if (isNews(lookup.reference(append.body, append.route, series), append.body.metadataHash(i))) {
                append.body.metadata(i, metadata);
                var set = labels.read(append.body, series, append.route);
                if (set.hasName()
                        && !labels.isDropped()
                        && !appendIfNews(append, set.bytes(), set.valueStart(0), set.valueEnd(0))) {
                    forget(lookup.reference(append.body, append.route, series));
                }
            }
        }
    }

    /** Spares the look-up by name when the series itself remembers. The lowest bit keeps the hash from {@link #NOTHING_TOLD}. */
    private boolean isNews(long reference, long hash) {
        return reference == 0 || tables.cache().metadataChanged(SeriesIndex.series(reference), hash | 1);
    }

    private void forget(long reference) {
        if (reference != 0) {
            tables.cache().metadataChanged(SeriesIndex.series(reference), NOTHING_TOLD);
        }
    }

    /** Returns false when the entry was refused. */
    private boolean appendIfNews(AppendContext append, byte[] nameBytes, int nameStart, int nameEnd) {
        Key key = new Key(
                append.route.metadata(),
                XxHash64.hash(nameBytes, nameStart, nameEnd, seed),
                XxHash64.hash(nameBytes, nameStart, nameEnd, ~seed));
        Long content = contentHash();
        if (content.equals(told.put(key, content))) {
            return true;
        }
        String problem = problem(append, nameBytes, nameStart, nameEnd);
        if (problem != null) {
            // Not remembered: a retry is refused like the first.
            told.remove(key);
            append.result.metadata--;
            append.result.problems.addMetadata(
                    append.result.problems.wantsText()
                            ? "metadata of " + LabelText.quoted(nameBytes, nameStart, nameEnd) + ": " + problem
                            : null);
            return false;
        }
        tell(append, nameBytes, nameStart, nameEnd);
        TableBuffer table = tables.forEncodedRows(append.route.metadata());
        if (!table.keeps(append)) {
            return true;
        }
        ByteBuilder row = table.encodedRows().beginRow();
        writer.timestamp(append.arrivalMillis, row);
        row.put(',');
        CsvText.appendString(nameBytes, nameStart, nameEnd, row);
        row.put(',');
        boolean known = metadata.type >= 0 && metadata.type < TYPES.length;
        row.putAscii(known ? TYPES[metadata.type] : Integer.toString(metadata.type))
                .put(',');
        CsvText.appendString(metadata.bytes, metadata.helpStart, metadata.helpEnd, row);
        row.put(',');
        CsvText.appendString(metadata.bytes, metadata.unitStart, metadata.unitEnd, row);
        // What is too large goes to the dead letters, and counts as told.
        var unused = writer.end(table, append, append.arrivalMillis);
        return true;
    }

    private void tell(AppendContext append, byte[] nameBytes, int nameStart, int nameEnd) {
        if (hints != null) {
            hints.metric(
                    append.route,
                    new String(nameBytes, nameStart, nameEnd - nameStart, UTF_8),
                    metadata.type >= 0 && metadata.type < TYPES.length ? TYPES[metadata.type] : "",
                    new String(metadata.bytes, metadata.helpStart, metadata.helpEnd - metadata.helpStart, UTF_8),
                    new String(metadata.bytes, metadata.unitStart, metadata.unitEnd - metadata.unitStart, UTF_8));
        }
    }

    private @Nullable String problem(AppendContext append, byte[] nameBytes, int nameStart, int nameEnd) {
        if (!isText(nameBytes, nameStart, nameEnd)
                || !isText(metadata.bytes, metadata.helpStart, metadata.helpEnd)
                || !isText(metadata.bytes, metadata.unitStart, metadata.unitEnd)) {
            return "name, help or unit is not UTF-8";
        }
        long most = (long) SeriesLabels.VALUES * maxValueBytes;
        if (nameEnd - nameStart + (metadata.helpEnd - metadata.helpStart) + (metadata.unitEnd - metadata.unitStart)
                > most) {
            return "name, help and unit are larger than " + most + " B";
        }
        TableKey table = append.route.metadata();
        if (!append.route.isConfigured() && !tables.admits(table, append.sender)) {
            append.result.refusedTables++;
            return tables.refusal(table, append.sender);
        }
        return null;
    }

    private static boolean isText(byte[] bytes, int start, int end) {
        return Utf8.isValid(bytes, start, end);
    }

    private long contentHash() {
        long help = XxHash64.hash(metadata.bytes, metadata.helpStart, metadata.helpEnd, seed + metadata.type);
        return XxHash64.hash(metadata.bytes, metadata.unitStart, metadata.unitEnd, help);
    }
}
