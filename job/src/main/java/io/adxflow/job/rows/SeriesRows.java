package io.adxflow.job.rows;

import io.adxflow.job.tables.CsvTimestamps;
import io.adxflow.sources.wire.DecodedBody;
import io.adxflow.sources.wire.NativeHistogram;
import org.jspecify.annotations.Nullable;

/** Appends the samples, histograms and exemplars of one series that the cache has. */
final class SeriesRows {
    private final TableRegistry tables;
    private final DeadLetters deadLetters;
    private final HistogramRows histograms;
    private final ExemplarRows exemplars;
    private final StartTimestampRows startTimestamps;

    SeriesRows(TableRegistry tables, RowWriter writer, DeadLetters deadLetters) {
        this.tables = tables;
        this.deadLetters = deadLetters;
        histograms = new HistogramRows(tables, writer);
        exemplars = new ExemplarRows(tables, writer);
        startTimestamps = new StartTimestampRows(tables, writer);
    }

    /** @param reference the series in the cache; {@code series} is its number in the body */
    void append(AppendContext append, int series, long reference, int textLength) {
        DecodedBody body = append.body;
        int cached = SeriesIndex.series(reference);
        int from = body.sampleStart(series);
        int to = body.sampleEnd(series);
        if (from < to) {
            int table = SeriesIndex.table(reference);
            if (table != 0) {
                appendSamples(append, tables.get(table), series, cached, textLength);
            } else {
                sendSamplesToDeadLetters(
                        append,
                        series,
                        DeadLetter.Reason.EMPTY_TABLE_NAME,
                        "the metric's name has no ASCII letter or digit");
            }
            append.result.samples += to - from;
            if (body.hasStartTimestamps()) {
                appendStartTimestamps(append, series, cached);
            }
        }
        for (int i = body.histogramStart(series); i < body.histogramEnd(series); i++) {
            appendHistogram(append, series, cached, i);
        }
        for (int i = body.exemplarStart(series); i < body.exemplarEnd(series); i++) {
            appendExemplar(append, series, cached, i);
        }
    }

    private void appendSamples(AppendContext append, TableBuffer table, int series, int cached, int textLength) {
        if (!table.keeps(append)) {
            return;
        }
        DecodedBody body = append.body;
        int to = body.sampleEnd(series);
        boolean opened = false;
        for (int i = body.sampleStart(series); i < to; i++) {
            long timestamp = body.sampleTimestamp(i);
            if (!CsvTimestamps.isInRange(timestamp)) {
                deadLetters.sample(append, series, i, DeadLetter.Reason.TIMESTAMP_OUT_OF_RANGE, outOfRange(timestamp));
                continue;
            }
            if (!opened) {
                table.open(append.sequence, append.arrivalMillis);
                opened = true;
            }
            table.appendSample(cached, textLength, timestamp, body.sampleValue(i));
            append.result.rows++;
        }
    }

    private void appendStartTimestamps(AppendContext append, int series, int cached) {
        DecodedBody body = append.body;
        for (int i = body.sampleStart(series); i < body.sampleEnd(series); i++) {
            if (CsvTimestamps.isInRange(body.sampleTimestamp(i))) {
                startTimestamps.append(append, cached, body.sampleTimestamp(i), body.sampleStartTimestamp(i));
            }
        }
    }

    private void appendHistogram(AppendContext append, int series, int cached, int number) {
        NativeHistogram histogram = histograms.read(append, number);
        AppendResult result = append.result;
        String problem = histograms.problem();
        if (problem != null) {
            result.rejectedSamples++;
            result.refusedSeries.set(series);
            result.problems.addHistogram(
                    result.problems.wantsText()
                            ? "native histogram of series " + series + " " + deadLetters.describe(append, series)
                                    + " at " + histogram.timestamp + ": " + problem
                            : null);
            return;
        }
        result.histograms++;
        if (histograms.isInRange()) {
            histograms.append(append, cached);
        } else if (tables.forEncodedRows(append.route.nativeHistograms()).keeps(append)) {
            deadLetters.histogram(
                    append,
                    series,
                    histogram.timestamp,
                    histogram.sum,
                    DeadLetter.Reason.TIMESTAMP_OUT_OF_RANGE,
                    outOfRange(histogram.timestamp));
        }
    }

    private void appendExemplar(AppendContext append, int series, int cached, int exemplar) {
        AppendResult result = append.result;
        String problem = append.body.exemplarProblem(exemplar);
        if (problem != null) {
            result.problems.addExemplar(
                    result.problems.wantsText()
                            ? "exemplar of series " + series + " " + deadLetters.describe(append, series) + ": "
                                    + problem
                            : null);
            return;
        }
        result.exemplars++;
        long timestamp = append.body.exemplarTimestamp(exemplar);
        if (CsvTimestamps.isInRange(timestamp)) {
            exemplars.append(append, cached, exemplar);
        } else if (tables.forEncodedRows(append.route.exemplars()).keeps(append)) {
            deadLetters.exemplar(
                    append, series, exemplar, DeadLetter.Reason.TIMESTAMP_OUT_OF_RANGE, outOfRange(timestamp));
        }
    }

    /** A series that no table can hold: all it has goes to the dead letters, and counts as written. */
    void sendToDeadLetters(AppendContext append, int series, @Nullable String detail) {
        DecodedBody body = append.body;
        String why = detail == null ? "" : detail;
        DeadLetter.Reason reason = DeadLetter.Reason.LABELS_TOO_LARGE;
        sendSamplesToDeadLetters(append, series, reason, why);
        append.result.samples += body.sampleEnd(series) - body.sampleStart(series);
        boolean kept = append.filter.keeps(append.route.metric(""));
        for (int i = body.histogramStart(series); i < body.histogramEnd(series); i++) {
            NativeHistogram histogram = histograms.read(append, i);
            append.result.histograms++;
            if (kept) {
                deadLetters.histogram(append, series, histogram.timestamp, histogram.sum, reason, why);
            }
        }
        for (int i = body.exemplarStart(series); i < body.exemplarEnd(series); i++) {
            if (body.exemplarProblem(i) == null) {
                append.result.exemplars++;
                if (kept) {
                    deadLetters.exemplar(append, series, i, reason, why);
                }
            }
        }
    }

    private void sendSamplesToDeadLetters(AppendContext append, int series, DeadLetter.Reason reason, String detail) {
        DecodedBody body = append.body;
        if (body.sampleEnd(series) > body.sampleStart(series) && append.filter.keeps(append.route.metric(""))) {
            for (int i = body.sampleStart(series); i < body.sampleEnd(series); i++) {
                deadLetters.sample(append, series, i, reason, detail);
            }
        }
    }

    private static String outOfRange(long timestamp) {
        return "timestamp " + timestamp + " (expected: " + CsvTimestamps.MIN_MILLIS + " to " + CsvTimestamps.MAX_MILLIS
                + ", years 0001 to 9999)";
    }
}
