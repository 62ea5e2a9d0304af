package io.adxflow.job.rows;

import io.adxflow.job.tables.ByteBuilder;
import org.jspecify.annotations.Nullable;

/** Sends rows that no table can take where they can be looked at, each with all that is known of it. */
final class DeadLetters {
    private final DeadLetterOutput output;
    private final SeriesLabels labels;
    private final ByteBuilder row = new ByteBuilder(128);

    /** The series told of last: all of one may go this way, row by row. */
    private @Nullable AppendContext lastAppend;

    private int lastSeries;
    private String lastText = "";
    private String lastLabels = "";

    DeadLetters(DeadLetterOutput output, SeriesLabels labels) {
        this.output = output;
        this.labels = labels;
    }

    void sample(AppendContext append, int series, int sample, DeadLetter.Reason reason, String detail) {
        row.clear();
        row.putAscii("{\"timestamp\":").put(append.body.sampleTimestamp(sample));
        row.putAscii(",\"value\":\"").put(append.body.sampleValue(sample)).putAscii("\"}");
        send(append, series, reason, detail, true);
    }

    void exemplar(AppendContext append, int series, int exemplar, DeadLetter.Reason reason, String detail) {
        row.clear();
        row.putAscii("{\"timestamp\":").put(append.body.exemplarTimestamp(exemplar));
        row.putAscii(",\"exemplar\":\"")
                .put(append.body.exemplarValue(exemplar))
                .putAscii("\"}");
        send(append, series, reason, detail, false);
    }

    void histogram(
            AppendContext append, int series, long timestamp, double sum, DeadLetter.Reason reason, String detail) {
        row.clear();
        row.putAscii("{\"timestamp\":")
                .put(timestamp)
                .putAscii(",\"histogramSum\":\"")
                .put(sum)
                .putAscii("\"}");
        send(append, series, reason, detail, false);
    }

    /** The series for a message. */
    String describe(AppendContext append, int series) {
        labels.read(append.body, series, append.route);
        return labels.describe();
    }

    private void send(AppendContext append, int series, DeadLetter.Reason reason, String detail, boolean isSample) {
        append.result.deadLetteredRows++;
        if (append != lastAppend || series != lastSeries) {
            lastAppend = append;
            lastSeries = series;
            labels.read(append.body, series, append.route);
            lastText = labels.text();
            lastLabels = labels.json();
        }
        output.accept(new DeadLetter(
                reason,
                append.route.namespace(),
                append.route.database(),
                lastText,
                detail,
                row.toString(),
                append.sender,
                append.arrivalMillis,
                "",
                isSample ? lastLabels : ""));
    }
}
