package io.adxflow.sources.wire.testing;

import io.adxflow.sources.wire.otlp.metrics.MetricNaming;
import io.adxflow.sources.wire.otlp.metrics.OtlpMetricRules;
import io.adxflow.sources.wire.testing.WireModel.Label;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.Exemplar;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint;
import io.opentelemetry.proto.resource.v1.Resource;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Says which series OTLP metrics must become, from the generated classes and docs/tables.md: slow, and sharing no code with the
 * translator. Labels come sorted by name.
 */
public final class OtlpMetricsOracle {
    private static final long STALE = 0x7FF0000000000002L;
    private static final BigInteger TWO_63 = BigInteger.ONE.shiftLeft(63);

    private static final Map<String, String> UNITS =
            table("d=days h=hours min=minutes s=seconds ms=milliseconds us=microseconds"
                    + " ns=nanoseconds By=bytes KiBy=kibibytes MiBy=mebibytes GiBy=gibibytes TiBy=tibibytes KBy=kilobytes"
                    + " MBy=megabytes GBy=gigabytes TBy=terabytes m=meters V=volts A=amperes J=joules W=watts g=grams"
                    + " Cel=celsius Hz=hertz 1= %=percent");
    private static final Map<String, String> PER_UNITS = table("s=second m=minute h=hour d=day w=week mo=month y=year");

    private final OtlpMetricRules rules;
    private final List<WireModel.Series> series = new ArrayList<>();
    private final List<WireModel.Metadata> metadata = new ArrayList<>();
    /** Data points that must be refused. */
    private long refused;

    private Metric metric = Metric.getDefaultInstance();
    private String name = "";
    private Map<String, String> fixed = Map.of();

    private OtlpMetricsOracle(OtlpMetricRules rules) {
        this.rules = rules;
    }

    /** What must come out: series, metadata of each series, and how many data points are refused. */
    public record Expected(WireModel.Body body, long refused) {}

    public static Expected expect(ExportMetricsServiceRequest request, OtlpMetricRules rules) {
        OtlpMetricsOracle oracle = new OtlpMetricsOracle(rules);
        request.getResourceMetricsList().forEach(oracle::resource);
        return new Expected(new WireModel.Body(oracle.series, oracle.metadata), oracle.refused);
    }

    private void resource(ResourceMetrics all) {
        Map<String, String> identity = new TreeMap<>();
        Resource resource = all.getResource();
        String service = attribute(resource, "service.name");
        String namespace = attribute(resource, "service.namespace");
        String instance = attribute(resource, "service.instance.id");
        if (!service.isEmpty()) {
            identity.put("job", namespace.isEmpty() ? service : namespace + "/" + service);
        }
        if (!instance.isEmpty()) {
            identity.put("instance", instance);
        }
        List<KeyValue> rest = resource.getAttributesList().stream()
                .filter(each -> !each.getKey().equals("service.instance.id")
                        && (service.isEmpty()
                                || (!each.getKey().equals("service.name")
                                        && !each.getKey().equals("service.namespace"))))
                .toList();
        List<String> wanted = rules.promoteResourceAttributes();
        List<KeyValue> promoted = identity.isEmpty() || wanted.contains("*")
                ? rest
                : resource.getAttributesList().stream()
                        .filter(each -> wanted.contains(each.getKey()))
                        .toList();
        for (ScopeMetrics scope : all.getScopeMetricsList()) {
            Map<String, String> common = identity;
            if (rules.scopeLabels()) {
                common = merged(common, scopeAttributes(scope), rules.names());
            }
            common = merged(common, promoted, rules.names());
            for (Metric each : scope.getMetricsList()) {
                metric(each, common);
            }
        }
        long latest = latest(all);
        if (rules.targetInfo() && !identity.isEmpty() && !rest.isEmpty() && latest >= 0) {
            Map<String, String> taken = new TreeMap<>(identity);
            taken.put("__name__", "target_info");
            Map<String, String> labels = merged(taken, rest, rules.names());
            add(labels, List.of(sample(latest, Double.doubleToRawLongBits(1), 0)), List.of(), List.of());
            metadata.add(new WireModel.Metadata(6, "", series.size() - 1, "Target metadata", ""));
        }
    }

    private static List<KeyValue> scopeAttributes(ScopeMetrics metrics) {
        InstrumentationScope scope = metrics.getScope();
        List<KeyValue> attributes = new ArrayList<>();
        attributes.add(text("name", scope.getName()));
        attributes.add(text("version", scope.getVersion()));
        attributes.add(text("schema_url", metrics.getSchemaUrl()));
        attributes.addAll(scope.getAttributesList());
        return attributes.stream()
                .filter(each -> !text(each.getValue()).isEmpty())
                .map(each ->
                        each.toBuilder().setKey("otel_scope_" + each.getKey()).build())
                .toList();
    }

    private static KeyValue text(String key, String value) {
        return KeyValue.newBuilder()
                .setKey(key)
                .setValue(AnyValue.newBuilder().setStringValue(value))
                .build();
    }

    private static String attribute(Resource resource, String key) {
        return resource.getAttributesList().stream()
                .filter(each -> each.getKey().equals(key))
                .map(each -> text(each.getValue()))
                .findFirst()
                .orElse("");
    }

    /** The time of the latest point, -1 when there is none. */
    private static long latest(ResourceMetrics all) {
        return all.getScopeMetricsList().stream()
                .flatMap(scope -> scope.getMetricsList().stream())
                .flatMap(each -> switch (each.getDataCase()) {
                    case GAUGE -> each.getGauge().getDataPointsList().stream().map(NumberDataPoint::getTimeUnixNano);
                    case SUM -> each.getSum().getDataPointsList().stream().map(NumberDataPoint::getTimeUnixNano);
                    case HISTOGRAM ->
                        each.getHistogram().getDataPointsList().stream().map(HistogramDataPoint::getTimeUnixNano);
                    case EXPONENTIAL_HISTOGRAM ->
                        each.getExponentialHistogram().getDataPointsList().stream()
                                .map(ExponentialHistogramDataPoint::getTimeUnixNano);
                    case SUMMARY ->
                        each.getSummary().getDataPointsList().stream().map(SummaryDataPoint::getTimeUnixNano);
                    case DATA_NOT_SET -> List.<Long>of().stream();
                })
                .map(OtlpMetricsOracle::millis)
                .max(Comparator.naturalOrder())
                .orElse(-1L);
    }

    private void metric(Metric each, Map<String, String> common) {
        metric = each;
        name = metricName();
        fixed = new TreeMap<>(common);
        String temporality = temporality();
        List<String> own = new ArrayList<>(List.of("__name__"));
        switch (each.getDataCase()) {
            case HISTOGRAM -> own.add("le");
            case SUMMARY -> own.add("quantile");
            default -> {}
        }
        if (!temporality.isEmpty()) {
            own.add("otel_temporality");
        }
        for (String label : own) {
            String there = fixed.remove(label);
            if (there != null) {
                fixed.put("exported_" + label, there);
            }
        }
        own.forEach(label -> fixed.put(label, null));
        if (!temporality.isEmpty()) {
            fixed.put("otel_temporality", temporality);
        }
        switch (each.getDataCase()) {
            case GAUGE -> each.getGauge().getDataPointsList().forEach(this::number);
            case SUM -> each.getSum().getDataPointsList().forEach(this::number);
            case HISTOGRAM -> each.getHistogram().getDataPointsList().forEach(this::histogram);
            case EXPONENTIAL_HISTOGRAM ->
                each.getExponentialHistogram().getDataPointsList().forEach(this::exponential);
            case SUMMARY -> each.getSummary().getDataPointsList().forEach(this::summary);
            case DATA_NOT_SET -> refused++;
        }
    }

    private String temporality() {
        int number =
                switch (metric.getDataCase()) {
                    case SUM -> metric.getSum().getAggregationTemporalityValue();
                    case HISTOGRAM -> metric.getHistogram().getAggregationTemporalityValue();
                    case EXPONENTIAL_HISTOGRAM ->
                        metric.getExponentialHistogram().getAggregationTemporalityValue();
                    default -> 2;
                };
        return number == 2 ? "" : number == 1 ? "delta" : number == 0 ? "unspecified" : "" + number;
    }

    private int type() {
        if (!temporality().isEmpty()) {
            return 0;
        }
        String given = metric.getMetadataList().stream()
                .filter(each -> each.getKey().equals("prometheus.type"))
                .map(each -> each.getValue().getStringValue())
                .reduce("", (first, second) -> second);
        return switch (metric.getDataCase()) {
            case GAUGE -> given.equals("unknown") ? 0 : 2;
            case SUM ->
                metric.getSum().getIsMonotonic() ? 1 : given.equals("info") ? 6 : given.equals("stateset") ? 7 : 2;
            case SUMMARY -> 5;
            default -> 3;
        };
    }

    private String metricName() {
        String sent = metric.getName();
        if (rules.names() == MetricNaming.AS_SENT) {
            return sent;
        }
        if (rules.names() == MetricNaming.PROMETHEUS_NO_SUFFIXES) {
            return digitFirst(sent.replaceAll("[^a-zA-Z0-9:_]+", "\u0000")
                    .replaceAll("^\u0000|\u0000$", "")
                    .replace('\u0000', '_'));
        }
        List<String> parts = new ArrayList<>(words(sent));
        String[] units = metric.getUnit().split("/", 2);
        String main = unit(units[0], UNITS);
        if (!main.isEmpty() && !parts.contains(main)) {
            parts.add(main);
        }
        if (units.length > 1 && !unit(units[1], PER_UNITS).isEmpty()) {
            parts.add("per_" + unit(units[1], PER_UNITS));
        }
        if (metric.hasSum() && metric.getSum().getIsMonotonic()) {
            parts.removeIf(part -> part.equals("total"));
            parts.add("total");
        }
        if (metric.hasGauge() && metric.getUnit().equals("1")) {
            parts.removeIf(part -> part.equals("ratio"));
            parts.add("ratio");
        }
        return digitFirst(String.join("_", parts));
    }

    /** From {@code key=value}, each behind a space. */
    private static Map<String, String> table(String text) {
        return Arrays.stream(text.split(" "))
                .map(entry -> entry.split("=", -1))
                .collect(Collectors.toMap(entry -> entry[0], entry -> entry[1]));
    }

    private static List<String> words(String text) {
        return List.of(text.split("[^a-zA-Z0-9:]+")).stream()
                .filter(word -> !word.isEmpty())
                .toList();
    }

    private static String unit(String part, Map<String, String> known) {
        String unit = part.strip();
        return unit.contains("{") || unit.contains("}") ? "" : String.join("_", words(known.getOrDefault(unit, unit)));
    }

    private static String digitFirst(String text) {
        return text.matches("[0-9].*") ? "_" + text : text;
    }

    private boolean refuse(boolean bad) {
        if (bad || metric.getName().isEmpty() || name.isEmpty()) {
            refused++;
            return true;
        }
        return false;
    }

    private void number(NumberDataPoint point) {
        boolean stale = (point.getFlags() & 1) != 0;
        if (refuse(!stale && point.getValueCase() == NumberDataPoint.ValueCase.VALUE_NOT_SET)) {
            return;
        }
        double value = point.hasAsInt() ? point.getAsInt() : point.getAsDouble();
        one(
                "",
                point.getAttributesList(),
                Map.of(),
                value,
                stale,
                point.getTimeUnixNano(),
                point.getStartTimeUnixNano(),
                exemplars(point.getExemplarsList()));
    }

    private void histogram(HistogramDataPoint point) {
        boolean stale = (point.getFlags() & 1) != 0;
        int counts = point.getBucketCountsCount();
        int bounds = point.getExplicitBoundsCount();
        boolean bad = counts == 0 ? bounds > 0 && !stale : counts != bounds + 1;
        BigInteger total = BigInteger.ZERO;
        for (int i = 0; i < bounds; i++) {
            double bound = point.getExplicitBounds(i);
            bad |= Double.isNaN(bound) || (i > 0 && bound <= point.getExplicitBounds(i - 1));
        }
        for (long count : point.getBucketCountsList()) {
            total = total.add(unsigned(count));
        }
        if (refuse(bad || total.bitLength() > 64)) {
            return;
        }
        long time = point.getTimeUnixNano();
        long start = temporality().isEmpty() ? point.getStartTimeUnixNano() : 0;
        List<KeyValue> attributes = point.getAttributesList();
        List<Exemplar> left = new ArrayList<>(point.getExemplarsList());
        BigInteger cumulative = BigInteger.ZERO;
        for (int i = 0; i < bounds; i++) {
            double bound = point.getExplicitBounds(i);
            cumulative = cumulative.add(i < counts ? unsigned(point.getBucketCounts(i)) : BigInteger.ZERO);
            if (bound != Double.POSITIVE_INFINITY) {
                List<Exemplar> here = left.stream()
                        .filter(each -> exemplarValue(each) <= bound)
                        .toList();
                left.removeAll(here);
                one(
                        "_bucket",
                        attributes,
                        Map.of("le", plain(bound)),
                        cumulative.doubleValue(),
                        stale,
                        time,
                        start,
                        exemplars(here));
            }
        }
        BigInteger all = counts > 0 ? total : unsigned(point.getCount());
        one("_bucket", attributes, Map.of("le", "+Inf"), all.doubleValue(), stale, time, start, exemplars(left));
        if (point.hasSum()) {
            one("_sum", attributes, Map.of(), point.getSum(), stale, time, start, List.of());
        }
        one(
                "_count",
                attributes,
                Map.of(),
                unsigned(point.getCount()).doubleValue(),
                stale,
                time,
                point.getStartTimeUnixNano(),
                List.of());
        extremes(attributes, point.hasMin(), point.getMin(), point.hasMax(), point.getMax(), stale, time);
    }

    private void extremes(
            List<KeyValue> attributes,
            boolean hasMin,
            double min,
            boolean hasMax,
            double max,
            boolean stale,
            long time) {
        if (hasMin) {
            one("_min", attributes, Map.of(), min, stale, time, 0, List.of());
        }
        if (hasMax) {
            one("_max", attributes, Map.of(), max, stale, time, 0, List.of());
        }
    }

    private void summary(SummaryDataPoint point) {
        if (refuse(false)) {
            return;
        }
        boolean stale = (point.getFlags() & 1) != 0;
        long time = point.getTimeUnixNano();
        long start = point.getStartTimeUnixNano();
        for (SummaryDataPoint.ValueAtQuantile each : point.getQuantileValuesList()) {
            one(
                    "",
                    point.getAttributesList(),
                    Map.of("quantile", plain(each.getQuantile())),
                    each.getValue(),
                    stale,
                    time,
                    0,
                    List.of());
        }
        one("_sum", point.getAttributesList(), Map.of(), point.getSum(), stale, time, start, List.of());
        one(
                "_count",
                point.getAttributesList(),
                Map.of(),
                unsigned(point.getCount()).doubleValue(),
                stale,
                time,
                start,
                List.of());
    }

    private void exponential(ExponentialHistogramDataPoint point) {
        boolean stale = (point.getFlags() & 1) != 0;
        BigInteger total = unsigned(point.getZeroCount());
        for (var side : List.of(point.getPositive(), point.getNegative())) {
            for (long count : side.getBucketCountsList()) {
                total = total.add(unsigned(count));
            }
        }
        BigInteger count = unsigned(point.getCount());
        boolean agrees =
                point.hasSum() && Double.isNaN(point.getSum()) ? total.compareTo(count) <= 0 : total.equals(count);
        if (refuse(!stale && (point.getScale() < -9 || !agrees || count.compareTo(TWO_63) >= 0))) {
            return;
        }
        int schema = Math.max(-9, Math.min(52, point.getScale()));
        NavigableMap<Long, Long> positive = stale ? new TreeMap<>() : buckets(point.getPositive(), point.getScale());
        NavigableMap<Long, Long> negative = stale ? new TreeMap<>() : buckets(point.getNegative(), point.getScale());
        List<List<Integer>> positiveSpans = spans(positive);
        List<List<Integer>> negativeSpans = spans(negative);
        WireModel.Histogram histogram = new WireModel.Histogram(
                millis(point.getTimeUnixNano()),
                millis(point.getStartTimeUnixNano()),
                false,
                stale ? 0 : point.getCount(),
                stale ? STALE : Double.doubleToRawLongBits(point.hasSum() ? point.getSum() : Double.NaN),
                schema,
                Double.doubleToRawLongBits(point.getZeroThreshold() == 0 ? 1e-128 : point.getZeroThreshold()),
                stale ? 0 : point.getZeroCount(),
                temporality().isEmpty() ? 0 : 3,
                negativeSpans.get(0),
                negativeSpans.get(1),
                counts(negative, negativeSpans),
                positiveSpans.get(0),
                positiveSpans.get(1),
                counts(positive, positiveSpans),
                List.of());
        Map<String, String> labels = labels("", point.getAttributesList(), Map.of());
        add(labels, List.of(), List.of(histogram), exemplars(point.getExemplarsList()));
        describe("");
        extremes(
                point.getAttributesList(),
                point.hasMin(),
                point.getMin(),
                point.hasMax(),
                point.getMax(),
                stale,
                point.getTimeUnixNano());
    }

    /** Observations by the index of Prometheus' bucket, which is one more than OpenTelemetry's. */
    private static NavigableMap<Long, Long> buckets(ExponentialHistogramDataPoint.Buckets side, int scale) {
        TreeMap<Long, Long> buckets = new TreeMap<>();
        for (int i = 0; i < side.getBucketCountsCount(); i++) {
            long index = (long) side.getOffset() + i;
            for (int merged = scale; merged > 52; merged--) {
                index = Math.floorDiv(index, 2);
            }
            if (side.getBucketCounts(i) != 0) {
                buckets.merge(index + 1, side.getBucketCounts(i), Long::sum);
            }
        }
        return buckets;
    }

    private static List<List<Integer>> spans(NavigableMap<Long, Long> buckets) {
        List<Integer> offsets = new ArrayList<>();
        List<Integer> lengths = new ArrayList<>();
        long next = 0;
        for (long index : buckets.keySet()) {
            if (offsets.isEmpty() || index - next > 2) {
                offsets.add((int) (index - next));
                lengths.add(1);
            } else {
                lengths.set(lengths.size() - 1, lengths.get(lengths.size() - 1) + (int) (index - next) + 1);
            }
            next = index + 1;
        }
        return List.of(offsets, lengths);
    }

    private static List<Long> counts(NavigableMap<Long, Long> buckets, List<List<Integer>> spans) {
        List<Long> counts = new ArrayList<>();
        long index = 0;
        for (int span = 0; span < spans.get(0).size(); span++) {
            index += spans.get(0).get(span);
            for (int i = 0; i < spans.get(1).get(span); i++) {
                counts.add(buckets.getOrDefault(index++, 0L));
            }
        }
        return counts;
    }

    private List<WireModel.Exemplar> exemplars(List<Exemplar> sent) {
        List<WireModel.Exemplar> exemplars = new ArrayList<>();
        for (Exemplar each : sent) {
            Map<String, String> ids = new TreeMap<>();
            putId(ids, "trace_id", each.getTraceId().toByteArray());
            putId(ids, "span_id", each.getSpanId().toByteArray());
            exemplars.add(new WireModel.Exemplar(
                    sorted(merged(ids, each.getFilteredAttributesList(), MetricNaming.AS_SENT)),
                    true,
                    millis(each.getTimeUnixNano()),
                    Double.doubleToRawLongBits(exemplarValue(each))));
        }
        return exemplars;
    }

    private static void putId(Map<String, String> ids, String label, byte[] id) {
        String hex = HexFormat.of().formatHex(id);
        if (!hex.replace("0", "").isEmpty()) {
            ids.put(label, hex);
        }
    }

    private static double exemplarValue(Exemplar exemplar) {
        return exemplar.hasAsInt() ? exemplar.getAsInt() : exemplar.hasAsDouble() ? exemplar.getAsDouble() : Double.NaN;
    }

    private void one(
            String suffix,
            List<KeyValue> attributes,
            Map<String, String> extra,
            double value,
            boolean stale,
            long time,
            long start,
            List<WireModel.Exemplar> exemplars) {
        long bits = stale ? STALE : Double.doubleToRawLongBits(value);
        add(
                labels(suffix, attributes, extra),
                List.of(sample(millis(time), bits, millis(start))),
                List.of(),
                exemplars);
        describe(suffix);
    }

    private void describe(String suffix) {
        int type = suffix.equals("_min") || suffix.equals("_max") ? 2 : type();
        if (type != 0 || !metric.getDescription().isEmpty() || !metric.getUnit().isEmpty()) {
            metadata.add(
                    new WireModel.Metadata(type, "", series.size() - 1, metric.getDescription(), metric.getUnit()));
        }
    }

    private Map<String, String> labels(String suffix, List<KeyValue> attributes, Map<String, String> extra) {
        Map<String, String> labels = merged(fixed, attributes, rules.names());
        labels.put("__name__", name + suffix);
        labels.putAll(extra);
        return labels;
    }

    private void add(
            Map<String, String> labels,
            List<WireModel.Sample> samples,
            List<WireModel.Histogram> histograms,
            List<WireModel.Exemplar> exemplars) {
        series.add(new WireModel.Series(sorted(labels), true, samples, histograms, exemplars));
    }

    private static WireModel.Sample sample(long millis, long bits, long startMillis) {
        return new WireModel.Sample(millis, bits, startMillis);
    }

    private static List<Label> sorted(Map<String, String> labels) {
        return labels.entrySet().stream()
                .map(label -> new Label(label.getKey(), label.getValue()))
                .sorted(Comparator.comparing(Label::name))
                .toList();
    }

    /** Fixed labels, and attributes that do not hide them. */
    private static Map<String, String> merged(
            Map<String, String> taken, List<KeyValue> attributes, MetricNaming naming) {
        Map<String, List<KeyValue>> byLabel = attributes.stream()
                .sorted(Comparator.comparing(
                        each -> each.getKey().getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned))
                .collect(Collectors.groupingBy(
                        each -> label(each.getKey(), naming), LinkedHashMap::new, Collectors.toList()));
        Map<String, String> labels = new TreeMap<>();
        taken.forEach((label, value) -> {
            if (value != null) {
                labels.put(label, value);
            }
        });
        byLabel.forEach((label, same) -> {
            String value = same.stream().map(each -> text(each.getValue())).collect(Collectors.joining(";"));
            String free = label;
            while (taken.containsKey(free) || (!free.equals(label) && byLabel.containsKey(free))) {
                if (free.equals(label) && value.equals(taken.get(label))) {
                    return;
                }
                free = "exported_" + free;
            }
            labels.put(free, value);
        });
        return labels;
    }

    private static String label(String key, MetricNaming naming) {
        if (key.isEmpty()) {
            return "_";
        }
        if (naming == MetricNaming.AS_SENT) {
            return key;
        }
        String escaped = key.codePoints()
                .mapToObj(c -> Character.toString(c).matches("[a-zA-Z0-9_]") ? Character.toString(c) : "_")
                .collect(Collectors.joining());
        return escaped.matches("[0-9].*")
                ? "key_" + escaped
                : escaped.matches("_([^_].*)?") ? "key" + escaped : escaped;
    }

    private static String text(AnyValue value) {
        return switch (value.getValueCase()) {
            case STRING_VALUE -> value.getStringValue();
            case BYTES_VALUE -> base64(value);
            case VALUE_NOT_SET -> "";
            case DOUBLE_VALUE -> real(value.getDoubleValue());
            default -> json(value);
        };
    }

    private static String json(AnyValue value) {
        return switch (value.getValueCase()) {
            case STRING_VALUE -> quoted(value.getStringValue());
            case BOOL_VALUE -> "" + value.getBoolValue();
            case INT_VALUE -> "" + value.getIntValue();
            case DOUBLE_VALUE ->
                Double.isFinite(value.getDoubleValue())
                        ? real(value.getDoubleValue())
                        : quoted(real(value.getDoubleValue()));
            case BYTES_VALUE -> quoted(base64(value));
            case ARRAY_VALUE ->
                value.getArrayValue().getValuesList().stream()
                        .map(OtlpMetricsOracle::json)
                        .collect(Collectors.joining(",", "[", "]"));
            case KVLIST_VALUE ->
                value.getKvlistValue().getValuesList().stream()
                        .map(each -> quoted(each.getKey()) + ":" + json(each.getValue()))
                        .collect(Collectors.joining(",", "{", "}"));
            default -> "null";
        };
    }

    private static String base64(AnyValue value) {
        return Base64.getEncoder().encodeToString(value.getBytesValue().toByteArray());
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> quoted.append('\\').append(c);
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                default -> quoted.append(c < ' ' ? String.format("\\u%04x", (int) c) : "" + c);
            }
        }
        return quoted.append('"').toString();
    }

    private static String real(double number) {
        if (!Double.isFinite(number)) {
            return "" + number;
        }
        double magnitude = Math.abs(number);
        if (magnitude == 0 || (magnitude >= 1e-6 && magnitude < 1e21)) {
            return plain(number);
        }
        String text = scientific(number);
        String digits = text.substring(0, text.indexOf('e'));
        int exponent = Integer.parseInt(text.substring(text.indexOf('e') + 1));
        return digits + "e" + (exponent < 0 ? "" : "+") + exponent;
    }

    private static String plain(double number) {
        if (Double.isInfinite(number)) {
            return number > 0 ? "+Inf" : "-Inf";
        }
        if (Double.isNaN(number)) {
            return "NaN";
        }
        String plain = new BigDecimal(scientific(number)).toPlainString();
        return number == 0 && 1 / number < 0 ? "-0" : plain;
    }

    /** The fewest digits that read back, with an exponent. */
    private static String scientific(double number) {
        for (int digits = 0; ; digits++) {
            for (RoundingMode rounding : List.of(RoundingMode.HALF_EVEN, RoundingMode.UP)) {
                BigDecimal rounded = new BigDecimal(number, new MathContext(digits + 1, rounding));
                String text = String.format(Locale.ROOT, "%." + digits + "e", rounded);
                if (Double.parseDouble(text) == number) {
                    return text;
                }
            }
        }
    }

    private static BigInteger unsigned(long number) {
        return new BigInteger(Long.toUnsignedString(number));
    }

    private static long millis(long nanoseconds) {
        return unsigned(nanoseconds).divide(BigInteger.valueOf(1_000_000)).longValueExact();
    }
}
