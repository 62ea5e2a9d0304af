package io.adxflow.job.cli.chart;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Draws charts with characters. Series are told apart by colours where a person looks on, else by letters. */
public final class TerminalChart {
    static final int WIDTH = 100;
    private static final int[] COLOURS = {36, 33, 32, 35, 34, 31, 96, 93, 92, 95, 94, 91};

    private TerminalChart() {}

    /** Draws it, and says what its series are. */
    public static void draw(ChartData data, PrintWriter out, boolean colours) {
        if (!data.title().isEmpty()) {
            out.println(data.title());
        }
        if (data.series().isEmpty()) {
            out.println("(nothing to draw: the result has no row with a number)");
            return;
        }
        switch (data.kind()) {
            case "barchart" -> Bars.horizontal(data, out, colours);
            case "columnchart" -> Bars.columns(data, out, colours);
            case "piechart" -> Bars.shares(data, out, colours);
            default -> new LineCanvas(data, colours).print(out);
        }
    }

    /** A text in the colour of a series. */
    static String coloured(String text, int series, boolean colours) {
        return colours ? "\u001b[" + COLOURS[series % COLOURS.length] + "m" + text + "\u001b[0m" : text;
    }

    /** One line per series, with its sign and its last value. */
    static void legend(Map<String, List<@Nullable Double>> series, String signs, PrintWriter out, boolean colours) {
        int number = 0;
        for (Map.Entry<String, List<@Nullable Double>> one : series.entrySet()) {
            String sign = signs.substring(number % signs.length(), number % signs.length() + 1);
            Double last = null;
            for (Double value : one.getValue()) {
                last = value == null ? last : value;
            }
            out.println("  " + coloured(sign, number, colours) + " " + cut(one.getKey(), WIDTH - 20)
                    + (last == null ? "" : "  " + ChartData.shortNumber(last)));
            number++;
        }
    }

    /** On one line, without control characters, and not longer than that. */
    static String cut(String text, int width) {
        String line = text.replaceAll("\\p{Cntrl}", "?");
        return line.length() > width ? line.substring(0, Math.max(0, width - 1)) + "…" : line;
    }
}
