package io.adxflow.job.cli.chart;

import io.adxflow.kql.bind.RenderInfo;
import io.adxflow.kql.duckdb.ResultTable;
import io.adxflow.kql.types.Column;
import io.adxflow.kql.types.Datetime;
import io.adxflow.kql.types.KqlType;
import io.adxflow.kql.types.Schema;
import io.adxflow.kql.types.Timespan;
import io.adxflow.kql.values.Reals;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a chart shows, from a result and its {@code render}: values by their place on the axis, in series. The axis is {@code xcolumn}, or the first time of a time chart, or
 * the first column; series are named by the columns of text ({@code series}); values are the numbers ({@code ycolumns}).
 *
 * @param kind of the chart: {@code timechart, barchart, columnchart, piechart}; anything else becomes one of those
 * @param axis the places in order; numbers and times are sorted, texts stand as they come
 * @param isTime whether places are epoch milliseconds
 * @param series values by place, null where there is none
 */
public record ChartData(
        String kind,
        String title,
        String axisName,
        List<Place> axis,
        boolean isTime,
        Map<String, List<@Nullable Double>> series) {
    /** More would not be seen. */
    static final int MOST_SERIES = 50;

    /** A place on the axis: as a number where it is one, and as text. */
    public record Place(double number, String text) {}

    /** Reads a result to its end. */
    public static ChartData of(ResultTable table) {
        RenderInfo render = table.render();
        String kind = render == null ? "" : render.kind();
        Map<String, String> properties = render == null ? Map.of() : render.properties();
        Schema schema = table.schema();
        int axis = axisColumn(schema, kind, properties.get("xcolumn"));
        Set<Integer> values = named(schema, properties.get("ycolumns"));
        Set<Integer> names = named(schema, properties.get("series"));
        for (int i = 0; i < schema.size(); i++) {
            KqlType type = schema.get(i).type();
            boolean isNumber = type.isNumeric() || type == KqlType.TIMESPAN;
            if (i != axis && isNumber && !names.contains(i) && properties.get("ycolumns") == null) {
                values.add(i);
            } else if (i != axis && !isNumber && type != KqlType.DATETIME && properties.get("series") == null) {
                names.add(i);
            }
        }
        return read(table, shown(kind), properties.getOrDefault("title", ""), axis, values, names);
    }

    private static String shown(String kind) {
        return switch (kind.toLowerCase(Locale.ROOT)) {
            case "barchart", "columnchart", "piechart" -> kind.toLowerCase(Locale.ROOT);
            default -> "timechart";
        };
    }

    private static int axisColumn(Schema schema, String kind, @Nullable String wanted) {
        if (wanted != null && schema.has(wanted)) {
            return schema.indexOf(wanted);
        }
        if (shown(kind).equals("timechart")) {
            for (int i = 0; i < schema.size(); i++) {
                if (schema.get(i).type() == KqlType.DATETIME) {
                    return i;
                }
            }
        }
        return 0;
    }

    private static Set<Integer> named(Schema schema, @Nullable String names) {
        Set<Integer> found = new LinkedHashSet<>();
        if (names != null) {
            Arrays.stream(names.split(","))
                    .map(String::strip)
                    .map(schema::indexOf)
                    .filter(at -> at >= 0)
                    .forEach(found::add);
        }
        return found;
    }

    private static ChartData read(
            ResultTable table, String kind, String title, int axis, Set<Integer> values, Set<Integer> names) {
        Schema schema = table.schema();
        KqlType axisType =
                schema.size() == 0 ? KqlType.STRING : schema.get(axis).type();
        boolean isOrdered = axisType.isNumeric() || axisType == KqlType.DATETIME || axisType == KqlType.TIMESPAN;
        Map<Place, Map<String, Double>> places =
                isOrdered ? new TreeMap<>(java.util.Comparator.comparingDouble(Place::number)) : new LinkedHashMap<>();
        Set<String> series = new LinkedHashSet<>();
        while (table.next()) {
            Place place = place(axisType, table.value(axis));
            if (place == null) {
                continue;
            }
            Map<String, Double> at = places.computeIfAbsent(place, none -> new LinkedHashMap<>());
            for (int value : values) {
                String name = seriesName(table, names, values.size() > 1 || names.isEmpty() ? schema.get(value) : null);
                Double number = number(schema.get(value).type(), table.value(value));
                if (number != null && (series.contains(name) || series.size() < MOST_SERIES)) {
                    series.add(name);
                    at.put(name, number);
                }
            }
        }
        Map<String, List<@Nullable Double>> all = new LinkedHashMap<>();
        for (String name : series) {
            List<@Nullable Double> line = new ArrayList<>();
            places.values().forEach(at -> line.add(at.get(name)));
            all.put(name, line);
        }
        return new ChartData(
                kind,
                title,
                schema.size() == 0 ? "" : schema.get(axis).name(),
                List.copyOf(places.keySet()),
                axisType == KqlType.DATETIME,
                all);
    }

    private static String seriesName(ResultTable table, Set<Integer> names, @Nullable Column value) {
        List<String> parts = new ArrayList<>();
        names.forEach(at -> parts.add(String.valueOf(table.value(at))));
        if (value != null) {
            parts.add(value.name());
        }
        return String.join(":", parts);
    }

    private static @Nullable Place place(KqlType type, @Nullable Object value) {
        if (value == null) {
            return null;
        }
        return switch (type) {
            case DATETIME ->
                new Place(
                        Math.floorDiv((long) value - Datetime.UNIX_EPOCH_TICKS, Timespan.TICKS_PER_MILLISECOND),
                        Datetime.format((long) value).substring(0, 19).replace('T', ' '));
            case TIMESPAN ->
                new Place((long) value / (double) Timespan.TICKS_PER_SECOND, Timespan.format((long) value));
            case REAL -> new Place((double) value, Reals.format((double) value));
            case INT, LONG, DECIMAL -> new Place(((Number) value).doubleValue(), value.toString());
            default -> new Place(0, value.toString());
        };
    }

    private static @Nullable Double number(KqlType type, @Nullable Object value) {
        if (!(value instanceof Number number)) {
            return null;
        }
        double real = type == KqlType.TIMESPAN
                ? number.longValue() / (double) Timespan.TICKS_PER_SECOND
                : number.doubleValue();
        return Double.isFinite(real) ? (Double) real : null;
    }

    /** A number as axes and legends show it: up to four significant digits, thousands as k, M, G. */
    static String shortNumber(double number) {
        double size = Math.abs(number);
        String[] units = {"", "k", "M", "G", "T"};
        int unit = 0;
        while (size >= 1000 && unit < units.length - 1) {
            size /= 1000;
            unit++;
        }
        double shown = number / Math.pow(1000, unit);
        String digits = size != 0 && size < 0.001
                ? String.format(Locale.ROOT, "%.2e", shown)
                : new java.math.BigDecimal(shown)
                        .round(new java.math.MathContext(4))
                        .stripTrailingZeros()
                        .toPlainString();
        return digits + units[unit];
    }
}
