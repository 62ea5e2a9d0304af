package io.adxflow.job.cli.status;

import io.adxflow.job.cli.TextTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Lines of text that fit a width: none is ever longer, so that a terminal wraps nothing. */
final class Screen {
    private static final String RESET = "\033[0m";

    private final int width;
    private final boolean colors;
    private final List<String> lines = new ArrayList<>();

    /** How a piece of text looks where there are colors. */
    enum Look {
        PLAIN(""),
        BOLD("\033[1m"),
        DIM("\033[2m"),
        GOOD("\033[32m"),
        WARN("\033[33m"),
        BAD("\033[31;1m");

        private final String code;

        Look(String code) {
            this.code = code;
        }
    }

    /** @param width in columns, at least 20 */
    Screen(int width, boolean colors) {
        this.width = Math.max(20, width);
        this.colors = colors;
    }

    int width() {
        return width;
    }

    List<String> lines() {
        return lines;
    }

    void blank() {
        lines.add("");
    }

    /** One line, cut if need be. */
    void line(String text, Look look) {
        lines.add(dressed(cut(TextTable.oneLine(text), width), look));
    }

    /** As many lines as it takes, broken between words. */
    void wrapped(String first, String indent, String text, Look look, int mostLines) {
        StringBuilder line = new StringBuilder(first);
        int begun = lines.size();
        for (String word : TextTable.oneLine(text).split(" ", -1)) {
            boolean empty = line.toString().isBlank() || line.length() == first.length();
            if (!empty && line.length() + 1 + word.length() > width) {
                if (lines.size() - begun + 1 >= mostLines) {
                    lines.add(dressed(cut(line + " …", width), look));
                    return;
                }
                lines.add(dressed(cut(line.toString(), width), look));
                line = new StringBuilder(indent).append(word);
            } else {
                line.append(line.length() == first.length() || line.toString().isBlank() ? "" : " ")
                        .append(word);
            }
        }
        lines.add(dressed(cut(line.toString(), width), look));
    }

    /**
     * A table. Columns that do not fit are left out, from the last of the least important on; the first takes what is left.
     *
     * @param importance by column; the larger, the earlier it is left out, the first column never
     * @param look by row, of all of it
     */
    void table(List<String> header, List<List<String>> rows, int[] importance, List<Look> look) {
        int columns = header.size();
        int[] widths = new int[columns];
        for (int c = 0; c < columns; c++) {
            widths[c] = header.get(c).length();
            for (List<String> row : rows) {
                widths[c] = Math.max(widths[c], row.get(c).length());
            }
        }
        boolean[] shown = new boolean[columns];
        Arrays.fill(shown, true);
        int least = Math.min(widths[0], Math.max(12, width / 3));
        while (rest(widths, shown) + least > width) {
            int drop = -1;
            for (int c = 1; c < columns; c++) {
                if (shown[c] && (drop < 0 || importance[c] >= importance[drop])) {
                    drop = c;
                }
            }
            if (drop < 0) {
                break;
            }
            shown[drop] = false;
        }
        widths[0] = Math.min(widths[0], width - rest(widths, shown));
        row(header, widths, shown, Look.DIM);
        for (int i = 0; i < rows.size(); i++) {
            row(rows.get(i), widths, shown, look.get(i));
        }
    }

    private static int rest(int[] widths, boolean[] shown) {
        int sum = 0;
        for (int c = 1; c < widths.length; c++) {
            sum += shown[c] ? widths[c] + 2 : 0;
        }
        return sum;
    }

    private void row(List<String> cells, int[] widths, boolean[] shown, Look look) {
        StringBuilder line = new StringBuilder();
        for (int c = 0; c < widths.length; c++) {
            if (shown[c]) {
                String cell = cut(TextTable.oneLine(cells.get(c)), widths[c]);
                String padding = " ".repeat(widths[c] - cell.length());
                boolean number = !cell.isEmpty() && (Character.isDigit(cell.charAt(0)) || cell.equals("-"));
                line.append(c == 0 ? "" : "  ").append(c > 0 && number ? padding + cell : cell + padding);
            }
        }
        lines.add(dressed(cut(line.toString().stripTrailing(), width), look));
    }

    static String cut(String text, int length) {
        return text.length() <= length ? text : text.substring(0, Math.max(0, length - 1)) + "…";
    }

    private String dressed(String text, Look look) {
        return !colors || look == Look.PLAIN ? text : look.code + text + RESET;
    }

    /** Of a state of a moniker. */
    static Look look(String state) {
        return switch (state.toLowerCase(Locale.ROOT)) {
            case "cut_off", "parked" -> Look.BAD;
            case "behind", "paused" -> Look.WARN;
            default -> Look.PLAIN;
        };
    }
}
