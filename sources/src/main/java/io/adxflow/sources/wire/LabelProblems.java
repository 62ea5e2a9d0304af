package io.adxflow.sources.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds what keeps labels from naming a series. */
final class LabelProblems {
    private static final int PAIRWISE_LIMIT = 64;

    private LabelProblems() {}

    static @Nullable String find(LabelCursor labels) {
        if (labels.count == 0) {
            return "labels: none (expected: __name__ at least)";
        }
        if (labels.overflown) {
            return "labels: more than " + LabelCursor.MAX_LABELS;
        }
        boolean named = false;
        for (int i = 0; i < labels.count; i++) {
            String problem = ofLabel(labels, i);
            if (problem != null) {
                return problem;
            }
            named |= labels.isMetricName(i);
        }
        return named ? repeated(labels) : "label __name__: missing";
    }

    private static @Nullable String ofLabel(LabelCursor labels, int label) {
        if (labels.nameStart[label] == labels.nameEnd[label]) {
            return "labels[" + label + "]: name is empty, value "
                    + LabelText.quoted(labels.bytes, labels.valueStart[label], labels.valueEnd[label]);
        }
        int invalid = Utf8.firstInvalid(labels.bytes, labels.nameStart[label], labels.nameEnd[label]);
        if (invalid >= 0) {
            return "label " + name(labels, label) + ": name is not UTF-8 at byte " + invalid;
        }
        invalid = Utf8.firstInvalid(labels.bytes, labels.valueStart[label], labels.valueEnd[label]);
        if (invalid >= 0) {
            return "label " + name(labels, label) + ": value is not UTF-8 at byte " + invalid;
        }
        if (labels.isMetricName(label) && labels.valueStart[label] == labels.valueEnd[label]) {
            return "label __name__: value is empty";
        }
        return null;
    }

    private static @Nullable String repeated(LabelCursor labels) {
        return labels.count > PAIRWISE_LIMIT ? repeatedAmongMany(labels) : repeatedAmongFew(labels);
    }

    private static @Nullable String repeatedAmongFew(LabelCursor labels) {
        byte[] bytes = labels.bytes;
        for (int i = 1; i < labels.count; i++) {
            for (int k = 0; k < i; k++) {
                if (Arrays.equals(
                        bytes, labels.nameStart[i], labels.nameEnd[i], bytes, labels.nameStart[k], labels.nameEnd[k])) {
                    return "label " + name(labels, i) + ": name is repeated";
                }
            }
        }
        return null;
    }

    private static @Nullable String repeatedAmongMany(LabelCursor labels) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < labels.count; i++) {
            int length = labels.nameEnd[i] - labels.nameStart[i];
            if (!seen.add(new String(labels.bytes, labels.nameStart[i], length, StandardCharsets.ISO_8859_1))) {
                return "label " + name(labels, i) + ": name is repeated";
            }
        }
        return null;
    }

    private static String name(LabelCursor labels, int label) {
        return LabelText.quoted(labels.bytes, labels.nameStart[label], labels.nameEnd[label]);
    }
}
