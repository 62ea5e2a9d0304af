package io.adxflow.job.tables;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The Labels column as adx-mon writes it (transform/metrics_csv.go): a compact JSON object in a quoted CSV field, without
 * {@code __name__}, labels that begin with {@code adxmon_}, and lifted ones.
 */
public final class LabelsJson {
    private static final byte[] INTERNAL = "adxmon_".getBytes(StandardCharsets.US_ASCII);

    private LabelsJson() {}

    /** Appends the quoted field. */
    public static void append(LabelSet labels, LiftedColumns lifted, ByteBuilder to) {
        to.put('"').put('{');
        boolean first = true;
        byte[] bytes = labels.bytes();
        for (int i = labels.hasName() ? 1 : 0; i < labels.count(); i++) {
            if (isInternal(labels, i) || lifted.isLifted(i, labels)) {
                continue;
            }
            if (!first) {
                to.put(',');
            }
            first = false;
            CsvText.appendJsonString(bytes, labels.nameStart(i), labels.nameEnd(i), to);
            to.put(':');
            CsvText.appendJsonString(bytes, labels.valueStart(i), labels.valueEnd(i), to);
        }
        to.put('}').put('"');
    }

    /** Appends all labels, whatever their names, as an exemplar's are. */
    public static void appendAll(LabelSet labels, ByteBuilder to) {
        to.put('"').put('{');
        byte[] bytes = labels.bytes();
        for (int i = 0; i < labels.count(); i++) {
            if (i > 0) {
                to.put(',');
            }
            CsvText.appendJsonString(bytes, labels.nameStart(i), labels.nameEnd(i), to);
            to.put(':');
            CsvText.appendJsonString(bytes, labels.valueStart(i), labels.valueEnd(i), to);
        }
        to.put('}').put('"');
    }

    private static boolean isInternal(LabelSet labels, int label) {
        int start = labels.nameStart(label);
        return labels.nameEnd(label) - start >= INTERNAL.length
                && Arrays.equals(labels.bytes(), start, start + INTERNAL.length, INTERNAL, 0, INTERNAL.length);
    }
}
