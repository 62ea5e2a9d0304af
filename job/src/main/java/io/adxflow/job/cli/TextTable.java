package io.adxflow.job.cli;

import java.util.ArrayList;
import java.util.List;

/** Rows as aligned columns of text. A column of numbers is aligned to the right. */
public final class TextTable {
    private final List<String> header;
    private final List<List<String>> rows = new ArrayList<>();

    public TextTable(List<String> header) {
        this.header = header;
    }

    public void add(List<String> row) {
        rows.add(row);
    }

    /** @param widest width beyond which a cell ends in {@code …}; 0 for none */
    public String render(int widest) {
        int columns = header.size();
        int[] widths = new int[columns];
        boolean[] numeric = new boolean[columns];
        for (int c = 0; c < columns; c++) {
            widths[c] = cell(header.get(c), widest).length();
            numeric[c] = !rows.isEmpty();
            for (List<String> row : rows) {
                widths[c] = Math.max(widths[c], cell(row.get(c), widest).length());
                numeric[c] &=
                        row.get(c).matches("|NULL|-|NaN|[-+]?(Inf(inity)?|[0-9][0-9,]*(\\.[0-9]*)?([eE][-+]?[0-9]+)?)");
            }
        }
        StringBuilder text = new StringBuilder();
        line(text, header, widths, numeric, widest);
        List<String> rule = new ArrayList<>();
        for (int width : widths) {
            rule.add("-".repeat(width));
        }
        line(text, rule, widths, numeric, 0);
        rows.forEach(row -> line(text, row, widths, numeric, widest));
        return text.toString();
    }

    /** On one line, without control characters: a label's value must not paint the terminal. */
    public static String oneLine(String value) {
        return value.replace("\n", "\\n").replace("\r", "\\r").replaceAll("\\p{Cntrl}", "?");
    }

    private static void line(StringBuilder text, List<String> row, int[] widths, boolean[] numeric, int widest) {
        StringBuilder line = new StringBuilder();
        for (int c = 0; c < widths.length; c++) {
            String cell = cell(row.get(c), widest);
            String padding = " ".repeat(widths[c] - cell.length());
            line.append(c == 0 ? "" : "  ").append(numeric[c] ? padding + cell : cell + padding);
        }
        text.append(line.toString().stripTrailing()).append('\n');
    }

    private static String cell(String value, int widest) {
        String shown = oneLine(value);
        return widest > 0 && shown.length() > widest ? shown.substring(0, widest - 1) + "…" : shown;
    }
}
