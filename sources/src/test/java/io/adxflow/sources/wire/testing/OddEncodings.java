package io.adxflow.sources.wire.testing;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.adxflow.proto.v1.WriteRequest;
import io.adxflow.proto.v2.Request;
import io.adxflow.sources.wire.WireFormat;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Encodes a message in ways that no sender chooses but protobuf allows: fields in any order, scalars given twice with the last
 * one right, packed fields unpacked or in pieces, unknown fields of every wire type and groups in between, padded varints.
 */
public final class OddEncodings {
    private static final int UNKNOWN_FIELD = 100;

    private final Random random;

    public OddEncodings(long seed) {
        random = new Random(seed);
    }

    public byte[] of(WireFormat format, byte[] message) {
        try {
            return encode(
                    format == WireFormat.REMOTE_WRITE_1 ? WriteRequest.parseFrom(message) : Request.parseFrom(message));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] encode(Message message) {
        // Pieces of one field keep their order, fields mix.
        List<List<byte[]>> queues = new ArrayList<>();
        for (Map.Entry<FieldDescriptor, Object> field : message.getAllFields().entrySet()) {
            queues.add(field(field.getKey(), field.getValue()));
        }
        if (random.nextInt(3) == 0) {
            queues.add(unknown());
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        boolean inOrder = random.nextBoolean();
        while (!queues.isEmpty()) {
            int queue = inOrder ? 0 : random.nextInt(queues.size());
            if (queues.get(queue).isEmpty()) {
                queues.remove(queue);
            } else {
                out.writeBytes(queues.get(queue).remove(0));
            }
        }
        return out.toByteArray();
    }

    private List<byte[]> field(FieldDescriptor field, Object value) {
        List<byte[]> pieces = new ArrayList<>();
        if (!field.isRepeated()) {
            if (field.getType() != FieldDescriptor.Type.MESSAGE && random.nextInt(5) == 0) {
                pieces.add(single(field, field.getType() == FieldDescriptor.Type.ENUM ? value : misleading(field)));
            }
            if (field.getType() == FieldDescriptor.Type.MESSAGE && random.nextInt(3) == 0) {
                Map<FieldDescriptor, Object> parts = ((Message) value).getAllFields();
                parts.forEach((part, content) -> pieces.add(single(
                        field,
                        ((Message) value)
                                .newBuilderForType()
                                .setField(part, content)
                                .build())));
                return pieces;
            }
            pieces.add(single(field, value));
            return pieces;
        }
        List<Object> values = new ArrayList<>((Collection<?>) value);
        while (!values.isEmpty()) {
            if (field.isPacked() && random.nextInt(4) > 0) {
                int size = random.nextBoolean() ? values.size() : 1 + random.nextInt(values.size());
                ByteArrayOutputStream run = new ByteArrayOutputStream();
                values.subList(0, size).forEach(each -> run.writeBytes(scalar(field, each)));
                pieces.add(delimited(field.getNumber(), run.toByteArray()));
                values.subList(0, size).clear();
            } else {
                pieces.add(single(field, values.remove(0)));
            }
        }
        return pieces;
    }

    private byte[] single(FieldDescriptor field, Object value) {
        return switch (field.getType()) {
            case MESSAGE -> delimited(field.getNumber(), encode((Message) value));
            case STRING -> delimited(field.getNumber(), ((String) value).getBytes(StandardCharsets.UTF_8));
            case DOUBLE -> joined(varint(field.getNumber() << 3 | 1), scalar(field, value));
            default -> joined(varint((long) field.getNumber() << 3), scalar(field, value));
        };
    }

    private Object misleading(FieldDescriptor field) {
        return switch (field.getJavaType()) {
            case INT -> (Object) random.nextInt();
            case LONG -> random.nextLong();
            case DOUBLE -> random.nextDouble();
            default -> "misleading";
        };
    }

    private byte[] scalar(FieldDescriptor field, Object value) {
        return switch (field.getType()) {
            case DOUBLE -> fixed64(Double.doubleToRawLongBits((Double) value));
            case SINT32 -> varint(CodedOutputStream.encodeZigZag32((Integer) value) & 0xFFFFFFFFL);
            case SINT64 -> varint(CodedOutputStream.encodeZigZag64((Long) value));
            case UINT32 -> varint((Integer) value & 0xFFFFFFFFL);
            case ENUM -> varint(value instanceof EnumValueDescriptor constant ? constant.getNumber() : (Integer) value);
            default -> varint((Long) value);
        };
    }

    private List<byte[]> unknown() {
        List<byte[]> pieces = new ArrayList<>();
        pieces.add(joined(varint(UNKNOWN_FIELD << 3), varint(random.nextLong())));
        pieces.add(joined(varint(UNKNOWN_FIELD << 3 | 1), fixed64(random.nextLong())));
        pieces.add(delimited(UNKNOWN_FIELD, new byte[random.nextInt(200)]));
        pieces.add(joined(varint(UNKNOWN_FIELD << 3 | 5), new byte[4]));
        byte[] inner = joined(varint(2 << 3 | 3), varint(2 << 3 | 4));
        pieces.add(joined(joined(varint(UNKNOWN_FIELD << 3 | 3), inner), varint(UNKNOWN_FIELD << 3 | 4)));
        // Known numbers with another wire type are unknown fields as well.
        pieces.add(joined(varint(1 << 3 | 5), new byte[4]));
        pieces.add(joined(varint(2 << 3 | 5), new byte[4]));
        return pieces;
    }

    private byte[] delimited(int field, byte[] content) {
        return joined(joined(varint((long) field << 3 | 2), varint(content.length)), content);
    }

    /** A varint, at times longer than it need be. */
    private byte[] varint(long value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            out.write((int) ((rest & 0x7F) | 0x80));
            rest >>>= 7;
        }
        if (random.nextInt(40) == 0 && out.size() < 8) {
            out.write((int) (rest | 0x80));
            rest = 0;
        }
        out.write((int) rest);
        return out.toByteArray();
    }

    private static byte[] fixed64(long value) {
        byte[] bytes = new byte[8];
        for (int i = 0; i < 8; i++) {
            bytes[i] = (byte) (value >>> (8 * i));
        }
        return bytes;
    }

    private static byte[] joined(byte[] first, byte[] second) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(first);
        out.writeBytes(second);
        return out.toByteArray();
    }
}
