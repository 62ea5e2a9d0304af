package io.adxflow.job.cli.chart;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Bars, columns and shares, in eighths of a character. */
final class Bars {
    private static final int BAR_WIDTH = 50;
    private static final int LABEL_WIDTH = 30;
    private static final int COLUMN_HEIGHT = 12;
    private static final String ACROSS = " ▏▎▍▌▋▊▉█";
    private static final String UP = " ▁▂▃▄▅▆▇█";

    private Bars() {}

    /** A line per place and series. */
    static void horizontal(ChartData data, PrintWriter out, boolean colours) {
        double largest = largest(data);
        int labels = labelWidth(data);
        for (int i = 0; i < data.axis().size(); i++) {
            int number = 0;
            for (List<@Nullable Double> values : data.series().values()) {
                Double value = values.get(i);
                if (value != null) {
                    String label = number == 0 ? data.axis().get(i).text() : "";
                    out.println(
                            line(label, labels, value, largest, number, colours) + " " + ChartData.shortNumber(value));
                }
                number++;
            }
        }
        legendOfMany(data, out, colours);
    }

    private static String line(String label, int labels, double value, double largest, int series, boolean colours) {
        String name = TerminalChart.cut(label, LABEL_WIDTH);
        String bar = eighths(ACROSS, value < 0 || largest == 0 ? 0 : value / largest * BAR_WIDTH);
        return "  " + name + " ".repeat(Math.max(0, labels - name.length())) + " "
                + TerminalChart.coloured(bar, series, colours);
    }

    /** A share per place, of the sum of the first series. */
    static void shares(ChartData data, PrintWriter out, boolean colours) {
        List<@Nullable Double> values = data.series().values().iterator().next();
        double sum = 0;
        for (Double value : values) {
            sum += value == null ? 0 : Math.max(0, value);
        }
        int labels = labelWidth(data);
        for (int i = 0; i < data.axis().size(); i++) {
            Double value = values.get(i);
            if (value != null) {
                double share = sum == 0 ? 0 : Math.max(0, value) / sum;
                out.println(line(data.axis().get(i).text(), labels, share, 1, i, colours)
                        + String.format(Locale.ROOT, " %.1f %%  %s", share * 100, ChartData.shortNumber(value)));
            }
        }
    }

    /** A column per place and series, side by side. */
    static void columns(ChartData data, PrintWriter out, boolean colours) {
        double largest = largest(data);
        int series = data.series().size();
        int places = Math.max(1, data.axis().size());
        int group = Math.max(series, Math.min(14, (TerminalChart.WIDTH - 12) / places - 1));
        int width = Math.max(1, group / series);
        for (int row = COLUMN_HEIGHT; row > 0; row--) {
            String label = row == COLUMN_HEIGHT ? ChartData.shortNumber(largest) : "";
            StringBuilder line = new StringBuilder(String.format("%9s ┤", label));
            for (int i = 0; i < places; i++) {
                int number = 0;
                for (List<@Nullable Double> values : data.series().values()) {
                    Double value = values.get(i);
                    double height = value == null || value < 0 || largest == 0 ? 0 : value / largest * COLUMN_HEIGHT;
                    double here = Math.max(0, Math.min(1, height - row + 1));
                    String block = String.valueOf(UP.charAt((int) Math.round(here * 8)))
                            .repeat(width);
                    line.append(TerminalChart.coloured(block, number++, colours));
                }
                line.append(" ");
            }
            out.println(line.toString().stripTrailing());
        }
        out.println(" ".repeat(10) + "└" + "─".repeat(places * (width * series + 1)));
        StringBuilder labels = new StringBuilder(" ".repeat(11));
        for (ChartData.Place place : data.axis()) {
            String text = TerminalChart.cut(place.text(), width * series);
            labels.append(text).append(" ".repeat(Math.max(0, width * series - text.length()) + 1));
        }
        out.println(labels.toString().stripTrailing());
        legendOfMany(data, out, colours);
    }

    private static void legendOfMany(ChartData data, PrintWriter out, boolean colours) {
        if (data.series().size() > 1) {
            TerminalChart.legend(data.series(), "█", out, colours);
        }
    }

    private static double largest(ChartData data) {
        double largest = 0;
        for (Map.Entry<String, List<@Nullable Double>> one : data.series().entrySet()) {
            for (Double value : one.getValue()) {
                largest = value == null ? largest : Math.max(largest, value);
            }
        }
        return largest;
    }

    private static int labelWidth(ChartData data) {
        int width = 0;
        for (ChartData.Place place : data.axis()) {
            width = Math.max(width, TerminalChart.cut(place.text(), LABEL_WIDTH).length());
        }
        return width;
    }

    private static String eighths(String blocks, double length) {
        int full = (int) length;
        int rest = (int) Math.round((length - full) * 8);
        return String.valueOf(blocks.charAt(8)).repeat(full) + (rest > 0 ? blocks.charAt(rest) : "");
    }
}
