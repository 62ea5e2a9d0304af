package io.adxflow.job.rows;

import io.adxflow.job.config.NamespaceSpec;
import io.adxflow.sinks.batch.XxHash64;
import io.adxflow.sources.wire.testing.WireModel;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What rows a sequence of bodies must become: slow, obvious, and sharing nothing with the production code but XXH64, which has
 * vectors of its own. Lines by table, in any order. Knows valid series only.
 */
public final class OracleRows {
    private static final String[] TYPES = {
        "unknown", "counter", "gauge", "histogram", "gaugehistogram", "summary", "info", "stateset"
    };
    private static final String[] HINTS = {"unknown", "yes", "no", "gauge"};

    private static final Comparator<WireModel.Label> ORDER = Comparator.comparing(
                    (WireModel.Label label) -> !label.name().equals("__name__"))
            .thenComparing(label -> label.name().toLowerCase(Locale.ROOT))
            .thenComparing(WireModel.Label::name);

    private final NamespaceSpec spec;
    private final Map<String, List<String>> lines = new TreeMap<>();
    private final Map<List<WireModel.Label>, Long> startTimestamps = new HashMap<>();
    private final Map<String, WireModel.Metadata> metadata = new HashMap<>();

    public OracleRows(NamespaceSpec spec) {
        this.spec = spec;
    }

    /** All lines so far, sorted, without the line ends. */
    public Map<String, List<String>> sortedLines() {
        Map<String, List<String>> sorted = new TreeMap<>();
        lines.forEach((table, of) -> sorted.put(table, of.stream().sorted().toList()));
        return sorted;
    }

    public OracleRows add(WireModel.Body body, long arrivalMillis) {
        for (WireModel.Series series : body.series()) {
            if (!series.samples().isEmpty()
                    || !series.histograms().isEmpty()
                    || !series.exemplars().isEmpty()) {
                addSeries(series);
            }
        }
        for (WireModel.Metadata entry : body.metadata()) {
            addMetadata(body, entry, arrivalMillis);
        }
        return this;
    }

    private void addSeries(WireModel.Series series) {
        List<WireModel.Label> labels = labels(series.labels());
        String name = name(labels);
        String lifted = lifted(labels).stream().map(value -> "," + field(value)).collect(Collectors.joining());
        String middle = "," + seriesId(labels) + "," + labelsField(labels) + ",";
        for (WireModel.Sample sample : series.samples()) {
            String value = number(Double.longBitsToDouble(sample.valueBits()));
            line(table(name), timestamp(sample.timestamp()) + middle + value + lifted);
            long start = sample.startTimestamp();
            if (start != 0 && !Objects.equals(startTimestamps.put(series.labels(), start), start)) {
                line(
                        "Prom_StartTimestamps",
                        timestamp(sample.timestamp()) + middle + field(name) + "," + timestamp(start) + lifted);
            }
        }
        for (WireModel.Histogram histogram : series.histograms()) {
            line(
                    "Prom_NativeHistograms",
                    timestamp(histogram.timestamp()) + middle + field(name) + "," + histogram(histogram) + lifted);
        }
        for (WireModel.Exemplar exemplar : series.exemplars()) {
            String value = number(Double.longBitsToDouble(exemplar.valueBits()));
            List<WireModel.Label> of = exemplar.labels().stream().sorted(ORDER).toList();
            line(
                    "Prom_Exemplars",
                    timestamp(exemplar.timestamp()) + middle + field(name) + "," + value + "," + json(of) + ","
                            + field(id(of, "traceid")) + "," + field(id(of, "spanid")) + lifted);
        }
    }

    private void addMetadata(WireModel.Body body, WireModel.Metadata entry, long arrivalMillis) {
        String name = entry.series() < 0
                ? entry.name()
                : name(labels(body.series().get(entry.series()).labels()));
        WireModel.Metadata news = new WireModel.Metadata(entry.type(), name, -1, entry.help(), entry.unit());
        if (!news.equals(metadata.put(name, news))) {
            line(
                    "Prom_Metadata",
                    timestamp(arrivalMillis) + "," + field(name) + "," + TYPES[entry.type()] + "," + field(entry.help())
                            + "," + field(entry.unit()));
        }
    }

    private void line(String table, String line) {
        lines.computeIfAbsent(table, none -> new ArrayList<>()).add(line);
    }

    private List<WireModel.Label> labels(List<WireModel.Label> sent) {
        List<WireModel.Label> labels = new ArrayList<>(sent);
        labels.removeIf(label -> label.value().isEmpty());
        labels.removeIf(label -> spec.addLabels().containsKey(label.name()));
        spec.addLabels().forEach((name, value) -> labels.add(new WireModel.Label(name, value)));
        labels.sort(ORDER);
        return labels;
    }

    private static String name(List<WireModel.Label> labels) {
        return labels.get(0).value();
    }

    private static long seriesId(List<WireModel.Label> labels) {
        byte[] bytes = labels.stream()
                .map(label -> label.name() + label.value())
                .collect(Collectors.joining())
                .getBytes(StandardCharsets.UTF_8);
        return XxHash64.hash(bytes, 0, bytes.length, 0);
    }

    static String table(String metric) {
        StringBuilder table = new StringBuilder();
        boolean upper = true;
        for (char c : metric.toCharArray()) {
            if (c < 128 && Character.isLetterOrDigit(c)) {
                table.append(upper ? Character.toUpperCase(c) : c);
                upper = false;
            } else {
                upper = true;
            }
        }
        boolean lost = Pattern.compile("[[\\p{L}\\p{M}\\p{N}]&&[^\\x00-\\x7f]]")
                .matcher(metric)
                .find();
        if (table.length() > 0 && (lost || table.toString().equals("CountCardinality"))) {
            byte[] bytes = metric.getBytes(StandardCharsets.UTF_8);
            String hash = HexFormat.of().toHexDigits(XxHash64.hash(bytes, 0, bytes.length, 0));
            table.append('_').append(hash.substring(8));
        }
        return table.toString();
    }

    private List<String> lifted(List<WireModel.Label> labels) {
        return lifts().stream()
                .map(lift -> find(labels, lift).map(WireModel.Label::value).orElse(""))
                .toList();
    }

    private List<String> lifts() {
        return spec.liftLabels().stream()
                .map(lift -> lift.label().toLowerCase(Locale.ROOT))
                .sorted()
                .toList();
    }

    private static Optional<WireModel.Label> find(List<WireModel.Label> labels, String lift) {
        return labels.stream()
                .filter(label -> label.name().equalsIgnoreCase(lift))
                .findFirst();
    }

    private String labelsField(List<WireModel.Label> labels) {
        List<WireModel.Label> shown = new ArrayList<>(labels.subList(1, labels.size()));
        lifts().forEach(lift -> find(labels, lift).ifPresent(shown::remove));
        shown.removeIf(label -> label.name().startsWith("adxmon_"));
        return json(shown);
    }

    private static String json(List<WireModel.Label> labels) {
        String json = labels.stream()
                .map(label -> "\"" + escape(label.name()) + "\":\"" + escape(label.value()) + "\"")
                .collect(Collectors.joining(",", "{", "}"));
        return "\"" + json.replace("\"", "\"\"") + "\"";
    }

    private static String escape(String text) {
        StringBuilder escaped = new StringBuilder();
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                escaped.append('\\').append(c);
            } else if (c == '\n') {
                escaped.append("\\n");
            } else if (c == '\r') {
                escaped.append("\\r");
            } else if (c < ' ' || "<>&\u2028\u2029".indexOf(c) >= 0) {
                escaped.append(String.format("\\u%04x", (int) c));
            } else {
                escaped.append(c);
            }
        }
        return escaped.toString();
    }

    private static String field(String text) {
        boolean quote = text.matches("(?s).*[,\"\n\r].*") || text.startsWith(" ") || text.endsWith(" ");
        return quote ? "\"" + text.replace("\"", "\"\"") + "\"" : text;
    }

    private static String id(List<WireModel.Label> labels, String wanted) {
        return labels.stream()
                .filter(label -> label.name().replace("_", "").equalsIgnoreCase(wanted))
                .map(WireModel.Label::value)
                .findFirst()
                .orElse("");
    }

    static String timestamp(long millis) {
        String text = Instant.ofEpochMilli(millis).toString();
        return text.contains(".") ? text.replaceFirst("0*Z$", "Z") : text;
    }

    static String number(double value) {
        if (Double.isNaN(value)) {
            return "NaN";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "Infinity" : "-Infinity";
        }
        if (value == 0) {
            return 1 / value < 0 ? "-0" : "0";
        }
        BigDecimal exact = new BigDecimal(value);
        BigDecimal shortest = exact;
        search:
        for (int precision = 1; precision <= 17; precision++) {
            // At a power of two the nearest decimal may not read back while the one above does.
            for (RoundingMode rounding : List.of(RoundingMode.HALF_EVEN, RoundingMode.UP)) {
                shortest = exact.round(new MathContext(precision, rounding)).stripTrailingZeros();
                if (shortest.doubleValue() == value) {
                    break search;
                }
            }
        }
        int point = shortest.precision() - shortest.scale();
        if (point >= -5 && point <= 17) {
            return shortest.toPlainString();
        }
        String digits = shortest.unscaledValue().abs().toString();
        String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
        return (value < 0 ? "-" : "") + digits.charAt(0) + fraction + "e" + (point - 1);
    }

    private static String histogram(WireModel.Histogram h) {
        return count(h.floating(), h.count()) + "," + number(Double.longBitsToDouble(h.sumBits())) + "," + h.schema()
                + "," + number(Double.longBitsToDouble(h.zeroThresholdBits())) + ","
                + count(h.floating(), h.zeroCount()) + ","
                + side(h, h.positiveOffsets(), h.positiveLengths(), h.positiveBuckets(), 1) + ","
                + side(h, h.negativeOffsets(), h.negativeLengths(), h.negativeBuckets(), -1) + ","
                + list(h.customValueBits().stream()
                        .map(bits -> jsonNumber(Double.longBitsToDouble(bits)))
                        .toList())
                + "," + HINTS[h.resetHint()] + "," + h.floating() + ","
                + (h.startTimestamp() == 0 ? "" : timestamp(h.startTimestamp()));
    }

    private static String count(boolean floating, long count) {
        return floating ? number(Double.longBitsToDouble(count)) : Long.toUnsignedString(count);
    }

    private static String side(
            WireModel.Histogram h, List<Integer> offsets, List<Integer> lengths, List<Long> buckets, int sign) {
        List<String> spans = new ArrayList<>();
        List<String> bounds = new ArrayList<>();
        int index = 0;
        for (int i = 0; i < offsets.size(); i++) {
            spans.add("[" + offsets.get(i) + "," + lengths.get(i) + "]");
            index += offsets.get(i);
            for (int k = 0; k < lengths.get(i); k++) {
                bounds.add(jsonNumber(sign * bound(h, index++)));
            }
        }
        List<String> counts = buckets.stream()
                .map(count -> h.floating() ? jsonNumber(Double.longBitsToDouble(count)) : Long.toString(count))
                .toList();
        return list(spans) + "," + list(counts) + "," + list(bounds);
    }

    private static double bound(WireModel.Histogram h, int index) {
        if (h.schema() == -53) {
            return index < h.customValueBits().size()
                    ? Double.longBitsToDouble(h.customValueBits().get(index))
                    : Double.POSITIVE_INFINITY;
        }
        double bound = Math.pow(2, index * Math.pow(2, -h.schema()));
        double exponent = index * Math.pow(2, -h.schema());
        return exponent == 1024 ? Double.MAX_VALUE : bound;
    }

    private static String list(List<String> elements) {
        return "\""
                + String.join(",", elements).transform(text -> "[" + text + "]").replace("\"", "\"\"") + "\"";
    }

    private static String jsonNumber(double value) {
        return Double.isFinite(value) ? number(value) : "\"" + number(value) + "\"";
    }
}
