package io.adxflow.job.rows;

import io.adxflow.job.rules.normalise.TimeNormaliser;
import io.adxflow.job.tables.CsvTimestamps;
import io.adxflow.sources.wire.DecodedBody;
import io.adxflow.sources.wire.NativeHistogram;
import org.jspecify.annotations.Nullable;

/** Appends the samples, histograms and exemplars of one series that the cache has. */
final class SeriesRows {
    private static final String NO_TABLE_NAME = "the metric's name has no ASCII letter or digit";

    private final TableRegistry tables;
    private final DeadLetters deadLetters;
    private final HistogramRows histograms;
    private final ExemplarRows exemplars;
    private final StartTimestampRows startTimestamps;
    private final Runnable relief;

    /**
     * @param maxValueBytes of one value of a table
     * @param relief asked for between two rows that may be long
     */
    SeriesRows(TableRegistry tables, RowWriter writer, DeadLetters deadLetters, int maxValueBytes, Runnable relief) {
        this.relief = relief;
        this.tables = tables;
        this.deadLetters = deadLetters;
        histograms = new HistogramRows(tables, writer);
        exemplars = new ExemplarRows(tables, writer, maxValueBytes);
        startTimestamps = new StartTimestampRows(tables, writer);
    }

    /**
     * @param reference the series in the cache; {@code series} is its number in the body
     * @param others histograms and exemplars that it has
     */
    void append(AppendContext append, int series, long reference, int textLength, int others) {
        DecodedBody body = append.body;
        int cached = SeriesIndex.series(reference);
        int from = body.sampleStart(series);
        int to = body.sampleEnd(series);
        if (from < to) {
            int table = SeriesIndex.table(reference);
            if (table != 0) {
                appendSamples(append, tables.get(table), series, cached, textLength);
            } else {
                sendSamplesToDeadLetters(append, series, DeadLetter.Reason.EMPTY_TABLE_NAME, NO_TABLE_NAME);
            }
            append.result.samples += to - from;
            if (body.hasStartTimestamps()) {
                appendStartTimestamps(append, series, cached, deliveries(append, reference));
            }
        }
        if (others == 0) {
            return;
        }
        // Before anything is relieved, which may forget the table.
        Deliveries deliveries = deliveries(append, reference);
        for (int i = body.histogramStart(series); i < body.histogramEnd(series); i++) {
            appendHistogram(append, series, cached, deliveries, i);
            relief.run();
        }
        for (int i = body.exemplarStart(series); i < body.exemplarEnd(series); i++) {
            appendExemplar(append, series, cached, deliveries, i);
            relief.run();
        }
    }

    /** Counts all of a series that a rule drops. */
    void drop(AppendContext append, int series, int rule) {
        DecodedBody body = append.body;
        int samples = body.sampleEnd(series) - body.sampleStart(series);
        int histogramCount = body.histogramEnd(series) - body.histogramStart(series);
        int exemplarCount = body.exemplarEnd(series) - body.exemplarStart(series);
        AppendResult result = append.result;
        result.samples += samples;
        result.histograms += histogramCount;
        result.exemplars += exemplarCount;
        result.drop(append.route.ruleName(rule), (long) samples + histogramCount + exemplarCount);
    }

    /** What else a series has goes where its samples do. */
    private Deliveries deliveries(AppendContext append, long reference) {
        int table = SeriesIndex.table(reference);
        return table == 0 ? append.route.widest() : tables.get(table).key().deliveries();
    }

    private void appendSamples(AppendContext append, TableBuffer table, int series, int cached, int textLength) {
        boolean kept = table.keeps(append);
        if (!kept) {
            append.countUnsubscribed(table.key(), append.body.sampleEnd(series) - append.body.sampleStart(series));
            if (append.lettersAreWritten) {
                return;
            }
        }
        DecodedBody body = append.body;
        int to = body.sampleEnd(series);
        boolean opened = false;
        long before = append.result.rows;
        TimeNormaliser times = append.route.times();
        for (int i = body.sampleStart(series); i < to; i++) {
            long timestamp = body.sampleTimestamp(i);
            if (times != null) {
                timestamp = mended(times, timestamp, append);
            }
            if (!CsvTimestamps.isInRange(timestamp)) {
                if (kept) {
                    deadLetters.sample(
                            append, series, i, DeadLetter.Reason.TIMESTAMP_OUT_OF_RANGE, outOfRange(timestamp));
                }
                append.result.unwrittenSamples += tellLetters(append, series, 1, outOfRange(timestamp));
                continue;
            }
            if (!kept) {
                continue;
            }
            if (!opened) {
                table.open(append.sequence, append.arrivalMillis);
                opened = true;
            }
            table.appendSample(cached, textLength, timestamp, body.sampleValue(i));
            append.result.rows++;
        }
        if (table.isSelected()) {
            append.result.delivered(table.key().deliveries(), append.result.rows - before);
        }
    }

    private static long mended(TimeNormaliser times, long timestamp, AppendContext append) {
        long mended = times.millis(timestamp, append.arrivalMillis);
        append.result.mendedTimes += mended == timestamp ? 0 : 1;
        return mended;
    }

    private void appendStartTimestamps(AppendContext append, int series, int cached, Deliveries deliveries) {
        DecodedBody body = append.body;
        for (int i = body.sampleStart(series); i < body.sampleEnd(series); i++) {
            long timestamp = body.sampleTimestamp(i);
            if (append.route.times() != null) {
                timestamp = append.route.times().millis(timestamp, append.arrivalMillis);
            }
            if (CsvTimestamps.isInRange(timestamp)) {
                startTimestamps.append(append, cached, deliveries, timestamp, body.sampleStartTimestamp(i));
            }
        }
    }

    private void appendHistogram(AppendContext append, int series, int cached, Deliveries deliveries, int number) {
        NativeHistogram histogram = histograms.read(append, number);
        TimeNormaliser times = append.route.times();
        if (times != null) {
            histogram.timestamp = mended(times, histogram.timestamp, append);
        }
        AppendResult result = append.result;
        String problem = histograms.problem();
        if (problem != null) {
            result.rejectedSamples++;
            result.refusedSeries.set(series);
            result.problems.addHistogram(
                    result.problems.wantsText()
                            ? "native histogram of series " + append.body.wireNumber(series) + " "
                                    + deadLetters.describe(append, series) + " at " + histogram.timestamp + ": "
                                    + problem
                            : null);
            return;
        }
        result.histograms++;
        if (histograms.isInRange()) {
            result.unwrittenHistograms += tellLetter(append, series, histograms.append(append, cached, deliveries));
            return;
        }
        String why = outOfRange(histogram.timestamp);
        result.unwrittenHistograms += tellLetters(append, series, 1, why);
        if (tables.forEncodedRows(append.route.nativeHistograms(deliveries)).keeps(append)) {
            deadLetters.histogram(
                    append, series, histogram.timestamp, histogram.sum, DeadLetter.Reason.TIMESTAMP_OUT_OF_RANGE, why);
        }
    }

    private void appendExemplar(AppendContext append, int series, int cached, Deliveries deliveries, int exemplar) {
        AppendResult result = append.result;
        String problem = append.body.exemplarProblem(exemplar);
        if (problem != null) {
            result.problems.addExemplar(
                    result.problems.wantsText()
                            ? "exemplar of series " + append.body.wireNumber(series) + " "
                                    + deadLetters.describe(append, series) + ": " + problem
                            : null);
            return;
        }
        result.exemplars++;
        long timestamp = append.body.exemplarTimestamp(exemplar);
        String tooLarge = exemplars.tooLarge(append, exemplar);
        if (tooLarge == null && CsvTimestamps.isInRange(timestamp)) {
            result.unwrittenExemplars +=
                    tellLetter(append, series, exemplars.append(append, cached, exemplar, deliveries));
            return;
        }
        String why = tooLarge == null ? outOfRange(timestamp) : tooLarge;
        result.unwrittenExemplars += tellLetters(append, series, 1, why);
        if (tables.forEncodedRows(append.route.exemplars(deliveries)).keeps(append)) {
            DeadLetter.Reason reason =
                    tooLarge == null ? DeadLetter.Reason.TIMESTAMP_OUT_OF_RANGE : DeadLetter.Reason.LABELS_TOO_LARGE;
            deadLetters.exemplar(append, series, exemplar, reason, why);
        }
    }

    /**
     * Tells the sender of what goes to the dead letters, unless that counts as written.
     *
     * @return how much of it does not count as written
     */
    private long tellLetters(AppendContext append, int series, long count, String why) {
        if (append.lettersAreWritten || count == 0) {
            return 0;
        }
        Problems problems = append.result.problems;
        problems.addLetters(
                count,
                problems.wantsText()
                        ? "series " + append.body.wireNumber(series) + " " + deadLetters.describe(append, series) + ": "
                                + why
                        : null);
        return count;
    }

    private long tellLetter(AppendContext append, int series, @Nullable String why) {
        return why == null ? 0 : tellLetters(append, series, 1, why);
    }

    /** A series that no table can hold: all it has goes to the dead letters. */
    void sendToDeadLetters(AppendContext append, int series, @Nullable String detail) {
        DecodedBody body = append.body;
        String why = detail == null ? "" : detail;
        DeadLetter.Reason reason = DeadLetter.Reason.LABELS_TOO_LARGE;
        sendSamplesToDeadLetters(append, series, reason, why);
        append.result.samples += body.sampleEnd(series) - body.sampleStart(series);
        boolean kept = append.filter.keeps(append.route.metric(""));
        int histogramCount = body.histogramEnd(series) - body.histogramStart(series);
        append.result.unwrittenHistograms += tellLetters(append, series, histogramCount, why);
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
                append.result.unwrittenExemplars += tellLetters(append, series, 1, why);
                if (kept) {
                    deadLetters.exemplar(append, series, i, reason, why);
                }
            }
        }
    }

    private void sendSamplesToDeadLetters(AppendContext append, int series, DeadLetter.Reason reason, String detail) {
        DecodedBody body = append.body;
        int count = body.sampleEnd(series) - body.sampleStart(series);
        append.result.unwrittenSamples += tellLetters(append, series, count, detail);
        if (count > 0 && append.filter.keeps(append.route.metric(""))) {
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
