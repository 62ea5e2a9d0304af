package io.adxflow.job.tables;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Labels that are columns of their own, in the order of their lower-case label names (adx-mon, cmd/collector/main.go). The
 * first label whose name matches, in the order of {@link LabelSet}, is lifted; further ones stay in Labels. Immutable.
 */
public final class LiftedColumns {
    public static final LiftedColumns NONE = of(Map.of());

    private final List<String> columns = new ArrayList<>();
    private final List<byte[]> lowerCaseLabels = new ArrayList<>();

    private LiftedColumns() {}

    /** @param columnsByLabel column names by label; an empty column name stands for the one made of the label's */
    public static LiftedColumns of(Map<String, String> columnsByLabel) {
        LiftedColumns lifted = new LiftedColumns();
        columnsByLabel.entrySet().stream()
                .sorted(Comparator.comparing(lift -> lift.getKey().toLowerCase(Locale.ROOT)))
                .forEach(lift -> {
                    String column = lift.getValue().isEmpty() ? lift.getKey() : lift.getValue();
                    // A name of letters and digits begins with a capital, as in adx-mon; any other is taken as it is.
                    boolean asIs = !lift.getValue().isEmpty() && !column.chars().allMatch(MetricNames::isLetterOrDigit);
                    lifted.columns.add(asIs ? column : MetricNames.adxMonName(column));
                    lifted.lowerCaseLabels.add(
                            lift.getKey().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
                });
        return lifted;
    }

    /**
     * In this order, and called so.
     *
     * @param labels names of labels
     * @param columns of each of them
     */
    public static LiftedColumns inOrder(List<String> labels, List<String> columns) {
        LiftedColumns lifted = new LiftedColumns();
        lifted.columns.addAll(columns);
        labels.forEach(label ->
                lifted.lowerCaseLabels.add(label.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8)));
        return lifted;
    }

    /** Column names, in order. */
    public List<String> columns() {
        return columns;
    }

    public int count() {
        return columns.size();
    }

    /** The label that fills a column, or -1. */
    public int labelOf(int column, LabelSet labels) {
        byte[] wanted = lowerCaseLabels.get(column);
        for (int label = 0; label < labels.count(); label++) {
            if (matches(wanted, labels, label)) {
                return label;
            }
        }
        return -1;
    }

    boolean isLifted(int label, LabelSet labels) {
        for (int column = 0; column < count(); column++) {
            if (matches(lowerCaseLabels.get(column), labels, label) && labelOf(column, labels) == label) {
                return true;
            }
        }
        return false;
    }

    /** Appends {@code ,value} for each column; nothing but the comma when the label is absent. */
    public void appendValues(LabelSet labels, ByteBuilder to) {
        for (int column = 0; column < count(); column++) {
            to.put(',');
            int label = labelOf(column, labels);
            if (label >= 0) {
                CsvText.appendString(labels.bytes(), labels.valueStart(label), labels.valueEnd(label), to);
            }
        }
    }

    private static boolean matches(byte[] lowerCase, LabelSet labels, int label) {
        int start = labels.nameStart(label);
        if (labels.nameEnd(label) - start != lowerCase.length) {
            return false;
        }
        for (int i = 0; i < lowerCase.length; i++) {
            if (LabelSet.lower(labels.bytes()[start + i]) != lowerCase[i]) {
                return false;
            }
        }
        return true;
    }
}
