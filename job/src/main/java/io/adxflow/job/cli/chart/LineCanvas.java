package io.adxflow.job.cli.chart;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lines over an axis: dots of Braille where colours or a single series tell lines apart, else a letter for each series. */
final class LineCanvas {
    private static final int COLUMNS = 84;
    private static final int ROWS = 16;
    /** The dots of a Braille character, by row and column: its code point is U+2800 and their sum. */
    private static final int[][] DOTS = {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};

    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

    private final ChartData data;
    private final boolean colours;
    private final boolean dots;
    private final int[][] cells = new int[ROWS][COLUMNS];
    private final int[][] owners = new int[ROWS][COLUMNS];
    private final double low;
    private final double high;

    LineCanvas(ChartData data, boolean colours) {
        this.data = data;
        this.colours = colours;
        this.dots = colours || data.series().size() == 1;
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        for (List<@Nullable Double> line : data.series().values()) {
            for (Double value : line) {
                min = value == null ? min : Math.min(min, value);
                max = value == null ? max : Math.max(max, value);
            }
        }
        // Counts and rates are read from 0 on; a flat line needs some height around it.
        this.low = min > 0 && min < max / 2 ? 0 : min == max ? min - Math.max(1, Math.abs(min) / 10) : min;
        this.high = min == max ? max + Math.max(1, Math.abs(max) / 10) : max;
        for (int[] row : owners) {
            Arrays.fill(row, -1);
        }
        int number = 0;
        for (Map.Entry<String, List<@Nullable Double>> one : data.series().entrySet()) {
            plot(number++, one.getValue());
        }
    }

    private void plot(int series, List<@Nullable Double> line) {
        int width = dots ? 2 * COLUMNS : COLUMNS;
        int height = dots ? 4 * ROWS : ROWS;
        int beforeX = -1;
        int beforeY = -1;
        for (int i = 0; i < line.size(); i++) {
            Double value = line.get(i);
            if (value == null) {
                beforeX = -1;
                continue;
            }
            int x = (int) Math.round(place(i) * (width - 1));
            int y = (int) Math.round((high - value) / (high - low) * (height - 1));
            if (beforeX < 0) {
                dot(series, x, y);
            } else {
                int steps = Math.max(1, Math.max(Math.abs(x - beforeX), Math.abs(y - beforeY)));
                for (int step = 0; step <= steps; step++) {
                    dot(series, beforeX + (x - beforeX) * step / steps, beforeY + (y - beforeY) * step / steps);
                }
            }
            beforeX = x;
            beforeY = y;
        }
    }

    /** Where on the axis, from 0 to 1. */
    private double place(int index) {
        List<ChartData.Place> axis = data.axis();
        double first = axis.get(0).number();
        double last = axis.get(axis.size() - 1).number();
        if (first == last) {
            return axis.size() == 1 ? 0 : index / (double) (axis.size() - 1);
        }
        return (axis.get(index).number() - first) / (last - first);
    }

    private void dot(int series, int x, int y) {
        if (dots) {
            cells[y / 4][x / 2] |= DOTS[y % 4][x % 2];
            owners[y / 4][x / 2] = series;
        } else {
            owners[y][x] = series;
        }
    }

    void print(PrintWriter out) {
        for (int row = 0; row < ROWS; row++) {
            double value = high - (high - low) * row / (ROWS - 1);
            String label = row % 5 == 0 || row == ROWS - 1 ? ChartData.shortNumber(value) : "";
            StringBuilder line = new StringBuilder(String.format("%9s ┤", label));
            for (int column = 0; column < COLUMNS; column++) {
                int owner = owners[row][column];
                String sign =
                        owner < 0 ? " " : dots ? String.valueOf((char) (0x2800 + cells[row][column])) : sign(owner);
                line.append(owner < 0 ? sign : TerminalChart.coloured(sign, owner, colours));
            }
            out.println(line.toString().stripTrailing());
        }
        String first = data.axis().get(0).text();
        String last = data.axis().get(data.axis().size() - 1).text();
        out.println(" ".repeat(10) + "└" + "─".repeat(COLUMNS));
        out.println(" ".repeat(11) + first + " ".repeat(Math.max(1, COLUMNS - first.length() - last.length())) + last);
        TerminalChart.legend(data.series(), dots ? "●" : LETTERS, out, colours);
    }

    private static String sign(int series) {
        return String.valueOf(LETTERS.charAt(series % LETTERS.length()));
    }
}
