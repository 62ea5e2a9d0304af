package io.adxflow.job.rows;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Message;
import io.adxflow.job.config.OtlpRules;
import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.WireFormat;
import io.adxflow.sources.wire.WireFormat.Compression;
import io.adxflow.sources.wire.WireFormat.Encoding;
import io.adxflow.sources.wire.WireFormat.Signal;
import io.adxflow.sources.wire.testing.DamagedOtlp;
import io.adxflow.sources.wire.testing.OtlpFixtures;
import io.adxflow.sources.wire.testing.OtlpFixtures.Fixture;
import io.adxflow.sources.wire.testing.OtlpJsonText;
import io.adxflow.sources.wire.testing.RandomOtlp;
import io.adxflow.sources.wire.testing.RandomOtlpMetrics;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Nothing that a sender says is left out: of each field of each message, another value makes other rows. The generated classes alone
 * say which fields there are; what the rows must look like is for {@link OtlpOracle} and OtlpMetricsOracle to say.
 */
class OtlpFieldsInRowsTest {
    private static final int RANDOM_BODIES = 40;
    /** Some fields are rare. */
    private static final int MAX_RANDOM_BODIES = 1_000;

    private static final int MAX_DEPTH = 12;

    /** Fields of metrics that docs/tables.md says are not kept; of logs and spans everything is. */
    private static final Set<String> NOT_KEPT_OF_METRICS = Set.of(
            "metrics.v1.ResourceMetrics.schema_url",
            "resource.v1.Resource.dropped_attributes_count",
            "common.v1.EntityRef.schema_url",
            "common.v1.EntityRef.type",
            "common.v1.EntityRef.id_keys",
            "common.v1.EntityRef.description_keys",
            "common.v1.InstrumentationScope.dropped_attributes_count",
            // Beyond "no recorded value", which random points have.
            "metrics.v1.ExponentialHistogramDataPoint.flags",
            "metrics.v1.HistogramDataPoint.flags",
            "metrics.v1.NumberDataPoint.flags",
            "metrics.v1.SummaryDataPoint.flags");

    /** What contradicts its neighbours when it alone is changed: the point is refused, which shows that it was looked at. */
    private static final Set<String> CHECKED = Set.of(
            "metrics.v1.ExponentialHistogramDataPoint.count",
            "metrics.v1.ExponentialHistogramDataPoint.zero_count",
            "metrics.v1.ExponentialHistogramDataPoint.Buckets.bucket_counts",
            "metrics.v1.HistogramDataPoint.bucket_counts",
            "metrics.v1.HistogramDataPoint.explicit_bounds");

    private final long seed = Long.getLong("adxflow.seed", 1);
    /** Of every field that was met, how often a change of it showed in the rows, and how often it did not. */
    private final Map<String, Integer> shown = new TreeMap<>();

    private final Map<String, String> hidden = new TreeMap<>();

    @ParameterizedTest
    @EnumSource(names = {"LOGS", "TRACES", "METRICS"})
    void everyFieldOfEveryRecordedRecordShowsInTheRows(Signal signal) throws Exception {
        for (Fixture fixture : OtlpFixtures.of(signal)) {
            Message.Builder request = prototype(signal).mergeFrom(fixture.message());
            change(signal, request, request, rows(signal, request.build()), fixture + ": ", 0);
        }
        assertThat(shown).as("fields met").hasSizeGreaterThan(12);
        assertThat(hidden).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"LOGS", "TRACES", "METRICS"})
    void everyFieldThatTheProtocolHasShowsInTheRows(Signal signal) throws Exception {
        RandomOtlp random = new RandomOtlp(seed);
        RandomOtlpMetrics randomMetrics = new RandomOtlpMetrics(seed);
        Set<String> fields = new TreeSet<>();
        fields(prototype(signal).getDescriptorForType(), fields, new HashSet<>());
        if (signal == Signal.METRICS) {
            fields.removeAll(NOT_KEPT_OF_METRICS);
        }
        for (int i = 0;
                i < MAX_RANDOM_BODIES && (i < RANDOM_BODIES || !shown.keySet().containsAll(fields));
                i++) {
            Message.Builder request =
                    (signal == Signal.METRICS ? randomMetrics.next() : random.next(signal)).toBuilder();
            Object before = rows(signal, request.build());
            // Some random metrics are to be refused.
            if (before != null) {
                change(signal, request, request, before, "", 0);
            }
        }
        assertThat(shown.keySet()).as("seed %d", seed).containsAll(fields);
    }

    @ParameterizedTest
    @EnumSource(names = {"LOGS", "TRACES", "METRICS"})
    void theRecordedRequestsMakeTheSameRowsInEveryEncoding(Signal signal) throws Exception {
        for (Fixture fixture : OtlpFixtures.of(signal)) {
            Message request = prototype(signal).mergeFrom(fixture.message()).build();
            Map<String, List<Map<String, String>>> expected = drained(fixture.format(), fixture.body());
            assertThat(expected).isNotEmpty();
            for (WireFormat format : WireFormat.of(signal)) {
                byte[] content = format.encoding() == Encoding.JSON
                        ? OtlpJsonText.of(request).getBytes(UTF_8)
                        : request.toByteArray();
                assertThat(drained(format, DamagedOtlp.compress(format, content)))
                        .as("%s as %s", fixture, format)
                        .isEqualTo(expected);
            }
        }
    }

    /** Changes each value below a message in turn, and back again. */
    private void change(
            Signal signal, Message.Builder request, Message.Builder at, Object before, String path, int depth)
            throws Exception {
        for (Map.Entry<FieldDescriptor, Object> entry : at.getAllFields().entrySet()) {
            FieldDescriptor field = entry.getKey();
            int count = field.isRepeated() ? at.getRepeatedFieldCount(field) : 1;
            for (int i = 0; i < count; i++) {
                String name = path + field.getName() + (field.isRepeated() ? "[" + i + "]." : ".");
                if (field.getJavaType() == JavaType.MESSAGE) {
                    if (depth < MAX_DEPTH) {
                        Message.Builder inner =
                                field.isRepeated() ? at.getRepeatedFieldBuilder(field, i) : at.getFieldBuilder(field);
                        change(signal, request, inner, before, name, depth + 1);
                    }
                } else {
                    changeValue(signal, request, at, field, i, before, name);
                }
            }
        }
    }

    private void changeValue(
            Signal signal,
            Message.Builder request,
            Message.Builder at,
            FieldDescriptor field,
            int index,
            Object before,
            String path)
            throws Exception {
        Object value = field.isRepeated() ? at.getRepeatedField(field, index) : at.getField(field);
        boolean shows = false;
        for (Object other : others(field, value)) {
            set(at, field, index, other);
            Object after = rows(signal, request.build());
            shows |= after == null ? CHECKED.contains(name(field)) : !after.equals(before);
        }
        set(at, field, index, value);
        if (shows) {
            shown.merge(name(field), 1, Integer::sum);
        } else if (signal != Signal.METRICS || !NOT_KEPT_OF_METRICS.contains(name(field))) {
            hidden.put(path, String.valueOf(value));
        }
    }

    private static void set(Message.Builder at, FieldDescriptor field, int index, Object value) {
        if (field.isRepeated()) {
            at.setRepeatedField(field, index, value);
        } else {
            at.setField(field, value);
        }
    }

    /** Values near by. Of times in metrics whole milliseconds are kept. */
    private static List<Object> others(FieldDescriptor field, Object value) {
        return switch (field.getJavaType()) {
            case INT -> List.of((int) value + 1, (int) value - 1);
            case LONG -> List.of((long) value + 1, (long) value - 1, (long) value + 1_000_000);
            case FLOAT -> List.of((float) value + 1);
            case DOUBLE -> List.of((double) value + 0.25, (double) value / 2 + 1);
            case BOOLEAN -> List.of(!(boolean) value);
            case STRING -> List.of(value + "x");
            case BYTE_STRING -> List.of(((ByteString) value).concat(ByteString.copyFrom(new byte[] {1})));
            case ENUM -> otherEnums((EnumValueDescriptor) value);
            case MESSAGE -> throw new IllegalArgumentException(field.getFullName());
        };
    }

    private static List<Object> otherEnums(EnumValueDescriptor value) {
        List<Object> others = new ArrayList<>(value.getType().getValues());
        others.remove(value);
        return others;
    }

    /** All rows by table; null when a record is refused. */
    private static @Nullable Map<String, List<Map<String, String>>> rows(Signal signal, Message request)
            throws Exception {
        OtlpBodiesInRows rows = new OtlpBodiesInRows(OtlpRules.DEFAULT);
        AppendResult result =
                rows.append(WireFormat.otlp(signal, Encoding.PROTOBUF, Compression.NONE), request.toByteArray());
        return result.problems() == null ? rows.drain() : null;
    }

    private static Map<String, List<Map<String, String>>> drained(WireFormat format, byte[] body)
            throws MalformedBodyException {
        OtlpBodiesInRows rows = new OtlpBodiesInRows(OtlpRules.DEFAULT);
        assertThat(rows.append(format, body).problems()).isNull();
        return rows.drain();
    }

    /** The fields below a message that are not messages. */
    private static void fields(Descriptor message, Set<String> names, Set<Descriptor> seen) {
        if (seen.add(message)) {
            for (FieldDescriptor field : message.getFields()) {
                if (field.getJavaType() == JavaType.MESSAGE) {
                    fields(field.getMessageType(), names, seen);
                } else {
                    names.add(name(field));
                }
            }
        }
    }

    private static String name(FieldDescriptor field) {
        return field.getFullName().replace("opentelemetry.proto.", "");
    }

    private static Message.Builder prototype(Signal signal) {
        return switch (signal) {
            case LOGS -> ExportLogsServiceRequest.newBuilder();
            case TRACES -> ExportTraceServiceRequest.newBuilder();
            case METRICS -> ExportMetricsServiceRequest.newBuilder();
            case REMOTE_WRITE, ROWS -> throw new IllegalArgumentException("signal: " + signal);
        };
    }
}
