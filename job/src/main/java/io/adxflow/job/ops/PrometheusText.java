package io.adxflow.job.ops;

import io.adxflow.job.ops.MetricStore.Entry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.HistogramStatistics;
import org.apache.flink.metrics.Meter;
import org.apache.flink.metrics.Metric;
import org.jspecify.annotations.Nullable;

/**
 * Writes metrics in Prometheus' text format, version 0.0.4
 * (https://prometheus.io/docs/instrumenting/exposition_formats/), ordered by name and labels.
 */
final class PrometheusText {
    static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";
    private static final double[] QUANTILES = {0.5, 0.75, 0.95, 0.99, 0.999};

    private PrometheusText() {}

    static String render(Collection<Entry> entries) {
        SortedMap<String, List<Entry>> families = new TreeMap<>();
        for (Entry entry : entries) {
            families.computeIfAbsent(entry.name(), name -> new ArrayList<>()).add(entry);
        }
        StringBuilder text = new StringBuilder(1 << 16);
        families.forEach((name, family) -> family(name, family, text));
        return text.toString();
    }

    private static void family(String name, List<Entry> family, StringBuilder text) {
        String type = type(family.get(0).metric());
        if (type == null) {
            return;
        }
        // One family has one type; an operator that registers another kind under a taken name loses.
        SortedMap<String, List<Metric>> series = new TreeMap<>();
        for (Entry entry : family) {
            if (type.equals(type(entry.metric()))) {
                series.computeIfAbsent(labels(entry.labels()), labels -> new ArrayList<>())
                        .add(entry.metric());
            }
        }
        StringBuilder samples = new StringBuilder();
        series.forEach((labels, metrics) -> {
            if (metrics.get(0) instanceof Histogram histogram) {
                summary(name, labels, histogram, samples);
            } else {
                scalar(name, labels, metrics, samples);
            }
        });
        if (samples.length() > 0) {
            String help = name.startsWith("adxflow_") ? MetricCatalog.help(name.substring("adxflow_".length())) : null;
            text.append("# HELP ")
                    .append(name)
                    .append(' ')
                    .append(helpText(help, name))
                    .append('\n');
            text.append("# TYPE ")
                    .append(name)
                    .append(' ')
                    .append(type)
                    .append('\n')
                    .append(samples);
        }
    }

    private static @Nullable String type(Metric metric) {
        return switch (metric.getMetricType()) {
            case COUNTER -> "counter";
            case GAUGE, METER -> "gauge";
            case HISTOGRAM -> "summary";
            default -> null;
        };
    }

    /** Metrics of two operators under one name and the same labels are one series: their sum. */
    private static void scalar(String name, String labels, List<Metric> metrics, StringBuilder text) {
        Double sum = null;
        for (Metric metric : metrics) {
            Double value = metric instanceof Meter meter ? (Double) meter.getRate() : MetricStore.value(metric);
            if (value != null) {
                sum = sum == null ? value : (Double) (sum + value);
            }
        }
        if (sum != null) {
            boolean whole = metrics.get(0) instanceof Counter;
            line(name, labels, whole ? Long.toString(sum.longValue()) : number(sum), text);
        }
    }

    private static void summary(String name, String labels, Histogram histogram, StringBuilder text) {
        HistogramStatistics statistics = histogram.getStatistics();
        for (double quantile : QUANTILES) {
            String with = (labels.isEmpty() ? "" : labels + ",") + "quantile=\"" + quantile + "\"";
            line(name, with, number(statistics.getQuantile(quantile)), text);
        }
        line(name + "_count", labels, Long.toString(histogram.getCount()), text);
    }

    private static void line(String name, String labels, String value, StringBuilder text) {
        text.append(name);
        if (!labels.isEmpty()) {
            text.append('{').append(labels).append('}');
        }
        text.append(' ').append(value).append('\n');
    }

    private static String labels(Map<String, String> labels) {
        StringBuilder text = new StringBuilder();
        labels.forEach((name, value) -> {
            text.append(text.length() == 0 ? "" : ",").append(name).append("=\"");
            text.append(value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n"));
            text.append('"');
        });
        return text.toString();
    }

    private static String helpText(@Nullable String help, String name) {
        return help == null ? name : help.replace("\\", "\\\\").replace("\n", "\\n");
    }

    private static String number(double value) {
        if (Double.isNaN(value)) {
            return "NaN";
        } else if (Double.isInfinite(value)) {
            return value > 0 ? "+Inf" : "-Inf";
        }
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
