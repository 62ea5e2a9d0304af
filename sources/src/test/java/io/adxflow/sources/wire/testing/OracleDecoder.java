package io.adxflow.sources.wire.testing;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.adxflow.proto.v1.WriteRequest;
import io.adxflow.proto.v2.Request;
import io.adxflow.sources.wire.WireFormat;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Decodes remote write with protobuf-java: slow, and the measure of what is right. */
public final class OracleDecoder {
    private static final Descriptor LENIENT_1 = withBytesForStrings(WriteRequest.getDescriptor());
    private static final Descriptor LENIENT_2 = withBytesForStrings(Request.getDescriptor());

    private OracleDecoder() {}

    /** Decodes by the generated classes, which refuse strings that are not UTF-8; leaves out series that have no labels. */
    public static WireModel.Body decode(WireFormat format, byte[] decompressed) throws InvalidProtocolBufferException {
        return switch (format) {
            case REMOTE_WRITE_1 -> model1(WriteRequest.parseFrom(decompressed));
            case REMOTE_WRITE_2 -> model2(Request.parseFrom(decompressed));
            default -> throw new IllegalArgumentException(format + " (expected: remote write)");
        };
    }

    /** Decodes by the same schema with bytes in place of strings; each byte of a string becomes one char. */
    public static WireModel.Body decodeBytes(WireFormat format, byte[] decompressed)
            throws InvalidProtocolBufferException {
        return switch (format) {
            case REMOTE_WRITE_1 -> model1(DynamicMessage.parseFrom(LENIENT_1, decompressed));
            case REMOTE_WRITE_2 -> model2(DynamicMessage.parseFrom(LENIENT_2, decompressed));
            default -> throw new IllegalArgumentException(format + " (expected: remote write)");
        };
    }

    /** The body's message, bytes in place of strings, encoded afresh by protobuf-java: fields in order, scalars packed. */
    public static byte[] canonical(WireFormat format, byte[] decompressed) throws InvalidProtocolBufferException {
        return DynamicMessage.parseFrom(format == WireFormat.REMOTE_WRITE_1 ? LENIENT_1 : LENIENT_2, decompressed)
                .toByteArray();
    }

    private static Descriptor withBytesForStrings(Descriptor message) {
        FileDescriptorProto.Builder file = message.getFile().toProto().toBuilder();
        for (DescriptorProto.Builder type : file.getMessageTypeBuilderList()) {
            for (FieldDescriptorProto.Builder field : type.getFieldBuilderList()) {
                if (field.getType() == FieldDescriptorProto.Type.TYPE_STRING) {
                    field.setType(FieldDescriptorProto.Type.TYPE_BYTES);
                }
            }
        }
        try {
            return FileDescriptor.buildFrom(file.build(), new FileDescriptor[0])
                    .findMessageTypeByName(message.getName());
        } catch (DescriptorValidationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static WireModel.Body model1(Message request) {
        List<WireModel.Series> series = new ArrayList<>();
        for (Message one : messages(request, "timeseries")) {
            if (list(one, "labels").isEmpty()) {
                continue;
            }
            series.add(new WireModel.Series(
                    labels1(one),
                    true,
                    map(messages(one, "samples"), OracleDecoder::sample),
                    map(messages(one, "histograms"), OracleDecoder::histogram),
                    map(
                            messages(one, "exemplars"),
                            exemplar -> new WireModel.Exemplar(
                                    labels1(exemplar),
                                    true,
                                    number(exemplar, "timestamp"),
                                    number(exemplar, "value")))));
        }
        List<WireModel.Metadata> metadata = map(
                messages(request, "metadata"),
                one -> new WireModel.Metadata(
                        (int) number(one, "type"),
                        text(get(one, "metric_family_name")),
                        -1,
                        text(get(one, "help")),
                        text(get(one, "unit"))));
        return new WireModel.Body(series, metadata);
    }

    private static WireModel.Body model2(Message request) {
        List<String> symbols = map(list(request, "symbols"), OracleDecoder::text);
        List<WireModel.Series> series = new ArrayList<>();
        List<WireModel.Metadata> metadata = new ArrayList<>();
        for (Message one : messages(request, "timeseries")) {
            if (list(one, "labels_refs").isEmpty()) {
                continue;
            }
            long created = number(one, "created_timestamp");
            Message described = (Message) get(one, "metadata");
            int type = (int) number(described, "type");
            int help = (int) number(described, "help_ref");
            int unit = (int) number(described, "unit_ref");
            if ((type | help | unit) != 0) {
                metadata.add(new WireModel.Metadata(
                        type, "", series.size(), symbolOrEmpty(symbols, help), symbolOrEmpty(symbols, unit)));
            }
            series.add(new WireModel.Series(
                    labels2(one, symbols),
                    resolves(one, symbols),
                    map(messages(one, "samples"), sample -> startedAt(created, sample(sample))),
                    map(messages(one, "histograms"), histogram -> startedAt(created, histogram(histogram))),
                    map(
                            messages(one, "exemplars"),
                            exemplar -> new WireModel.Exemplar(
                                    labels2(exemplar, symbols),
                                    resolves(exemplar, symbols),
                                    number(exemplar, "timestamp"),
                                    number(exemplar, "value")))));
        }
        return new WireModel.Body(series, metadata);
    }

    private static String symbolOrEmpty(List<String> symbols, int reference) {
        return reference > 0 && reference < symbols.size() ? symbols.get(reference) : "";
    }

    private static List<WireModel.Label> labels1(Message message) {
        return map(
                messages(message, "labels"),
                label -> new WireModel.Label(text(get(label, "name")), text(get(label, "value"))));
    }

    private static List<WireModel.Label> labels2(Message message, List<String> symbols) {
        List<?> references = list(message, "labels_refs");
        List<WireModel.Label> labels = new ArrayList<>();
        for (int i = 0; i + 1 < references.size(); i += 2) {
            int name = (Integer) references.get(i);
            int value = (Integer) references.get(i + 1);
            if (name >= 0 && name < symbols.size() && value >= 0 && value < symbols.size()) {
                labels.add(new WireModel.Label(symbols.get(name), symbols.get(value)));
            }
        }
        return labels;
    }

    private static boolean resolves(Message message, List<String> symbols) {
        List<?> references = list(message, "labels_refs");
        return references.size() % 2 == 0
                && references.stream().allMatch(each -> Integer.compareUnsigned((Integer) each, symbols.size()) < 0);
    }

    private static WireModel.Sample sample(Message sample) {
        return new WireModel.Sample(
                number(sample, "timestamp"), number(sample, "value"), numberIfKnown(sample, "start_timestamp"));
    }

    private static WireModel.Sample startedAt(long created, WireModel.Sample sample) {
        return sample.startTimestamp() != 0
                ? sample
                : new WireModel.Sample(sample.timestamp(), sample.valueBits(), created);
    }

    private static WireModel.Histogram histogram(Message histogram) {
        boolean floating = has(histogram, "count_float");
        return new WireModel.Histogram(
                number(histogram, "timestamp"),
                numberIfKnown(histogram, "start_timestamp"),
                floating,
                number(histogram, floating ? "count_float" : "count_int"),
                number(histogram, "sum"),
                (int) number(histogram, "schema"),
                number(histogram, "zero_threshold"),
                number(histogram, floating ? "zero_count_float" : "zero_count_int"),
                (int) number(histogram, "reset_hint"),
                map(messages(histogram, "negative_spans"), span -> (int) number(span, "offset")),
                map(messages(histogram, "negative_spans"), span -> (int) number(span, "length")),
                buckets(histogram, floating, "negative"),
                map(messages(histogram, "positive_spans"), span -> (int) number(span, "offset")),
                map(messages(histogram, "positive_spans"), span -> (int) number(span, "length")),
                buckets(histogram, floating, "positive"),
                map(list(histogram, "custom_values"), OracleDecoder::bits));
    }

    private static WireModel.Histogram startedAt(long created, WireModel.Histogram h) {
        return h.startTimestamp() != 0
                ? h
                : new WireModel.Histogram(
                        h.timestamp(),
                        created,
                        h.floating(),
                        h.count(),
                        h.sumBits(),
                        h.schema(),
                        h.zeroThresholdBits(),
                        h.zeroCount(),
                        h.resetHint(),
                        h.negativeOffsets(),
                        h.negativeLengths(),
                        h.negativeBuckets(),
                        h.positiveOffsets(),
                        h.positiveLengths(),
                        h.positiveBuckets(),
                        h.customValueBits());
    }

    private static List<Long> buckets(Message histogram, boolean floating, String side) {
        if (floating) {
            return map(list(histogram, side + "_counts"), OracleDecoder::bits);
        }
        List<Long> counts = new ArrayList<>();
        long count = 0;
        for (Object delta : list(histogram, side + "_deltas")) {
            count += (Long) delta;
            counts.add(count);
        }
        return counts;
    }

    private static long number(Message message, String field) {
        return bits(get(message, field));
    }

    private static long numberIfKnown(Message message, String field) {
        return message.getDescriptorForType().findFieldByName(field) == null ? 0 : number(message, field);
    }

    private static long bits(Object value) {
        if (value instanceof Double number) {
            return Double.doubleToRawLongBits(number);
        }
        return value instanceof EnumValueDescriptor constant ? constant.getNumber() : ((Number) value).longValue();
    }

    private static String text(Object value) {
        return value instanceof ByteString bytes ? bytes.toString(StandardCharsets.ISO_8859_1) : (String) value;
    }

    private static Object get(Message message, String field) {
        return message.getField(descriptor(message, field));
    }

    private static boolean has(Message message, String field) {
        return message.hasField(descriptor(message, field));
    }

    private static List<?> list(Message message, String field) {
        return (List<?>) get(message, field);
    }

    private static List<Message> messages(Message message, String field) {
        return map(list(message, field), each -> (Message) each);
    }

    private static FieldDescriptor descriptor(Message message, String field) {
        return message.getDescriptorForType().findFieldByName(field);
    }

    private static <T, R> List<R> map(List<T> values, Function<? super T, ? extends R> each) {
        List<R> result = new ArrayList<>(values.size());
        for (T value : values) {
            result.add(each.apply(value));
        }
        return result;
    }
}
