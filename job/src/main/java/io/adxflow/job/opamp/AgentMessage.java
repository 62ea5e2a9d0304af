package io.adxflow.job.opamp;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What an agent says: {@code AgentToServer} of opamp.proto 0.18, as much of it as is used. What a message does not have has not changed.
 *
 * @param uid of the agent; null when the message names none that is 16 bytes long
 * @param attributes of its description, identifying and others; null when it has no description
 */
record AgentMessage(
        @Nullable UUID uid,
        long sequenceNumber,
        @Nullable Map<String, String> attributes,
        long capabilities,
        @Nullable Health health,
        byte @Nullable [] effectiveConfig,
        @Nullable ConfigStatus configStatus,
        boolean disconnects) {
    private static final int UID_BYTES = 16;
    private static final int MAX_ATTRIBUTES = 64;
    private static final int MAX_TEXT = 256;

    /** A component's health, the whole agent's here. */
    record Health(boolean healthy, String lastError, String status) {}

    /** What became of a configuration that was offered. */
    record ConfigStatus(byte[] hash, State state, String error) {
        /** In the order of opamp.proto. */
        enum State {
            UNSET,
            APPLIED,
            APPLYING,
            FAILED
        }
    }

    /** @throws IOException when it is not protobuf of this shape */
    static AgentMessage parse(byte[] bytes, int offset, int length) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(bytes, offset, length);
        UUID uid = null;
        long sequence = 0;
        Map<String, String> attributes = null;
        long capabilities = 0;
        Health health = null;
        byte[] effective = null;
        ConfigStatus status = null;
        boolean disconnects = false;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1 -> uid = uid(in.readByteArray());
                case 2 -> sequence = in.readUInt64();
                case 3 -> attributes = nested(in, AgentMessage::description);
                case 4 -> capabilities = in.readUInt64();
                case 5 -> health = nested(in, AgentMessage::health);
                case 6 -> effective = nested(in, AgentMessage::effectiveConfig);
                case 7 -> status = nested(in, AgentMessage::configStatus);
                case 9 -> {
                    disconnects = true;
                    in.skipField(tag);
                }
                default -> in.skipField(tag);
            }
        }
        return new AgentMessage(uid, sequence, attributes, capabilities, health, effective, status, disconnects);
    }

    private interface Part<T> {
        T read(CodedInputStream in) throws IOException;
    }

    private static <T> T nested(CodedInputStream in, Part<T> part) throws IOException {
        int limit = in.pushLimit(in.readRawVarint32());
        T value = part.read(in);
        in.skipMessage();
        in.popLimit(limit);
        return value;
    }

    private static @Nullable UUID uid(byte[] bytes) {
        if (bytes.length != UID_BYTES) {
            return null;
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new UUID(buffer.getLong(), buffer.getLong());
    }

    /** The other way round, as the wire has it. */
    static byte[] bytes(UUID uid) {
        return ByteBuffer.allocate(UID_BYTES)
                .putLong(uid.getMostSignificantBits())
                .putLong(uid.getLeastSignificantBits())
                .array();
    }

    private static Map<String, String> description(CodedInputStream in) throws IOException {
        Map<String, String> attributes = new TreeMap<>();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            int field = WireFormat.getTagFieldNumber(tag);
            if (field == 1 || field == 2) {
                nested(in, pair -> attribute(pair, attributes));
            } else {
                in.skipField(tag);
            }
        }
        return attributes;
    }

    private static boolean attribute(CodedInputStream in, Map<String, String> attributes) throws IOException {
        String key = "";
        String value = "";
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1 -> key = cut(in.readString());
                case 2 -> value = nested(in, AgentMessage::text);
                default -> in.skipField(tag);
            }
        }
        if (attributes.size() < MAX_ATTRIBUTES) {
            attributes.put(key, value);
        }
        return true;
    }

    /** Of an {@code AnyValue} the text, whole number or truth; else nothing. */
    private static String text(CodedInputStream in) throws IOException {
        String text = "";
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1 -> text = cut(in.readString());
                case 2 -> text = Boolean.toString(in.readBool());
                case 3 -> text = Long.toString(in.readInt64());
                default -> in.skipField(tag);
            }
        }
        return text;
    }

    private static Health health(CodedInputStream in) throws IOException {
        boolean healthy = false;
        String error = "";
        String status = "";
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1 -> healthy = in.readBool();
                case 3 -> error = cut(in.readString());
                case 4 -> status = cut(in.readString());
                default -> in.skipField(tag);
            }
        }
        return new Health(healthy, error, status);
    }

    /** The bodies of all its files, in the order of the message. */
    private static byte[] effectiveConfig(CodedInputStream in) throws IOException {
        byte[] all = new byte[0];
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (WireFormat.getTagFieldNumber(tag) == 1) {
                all = nested(in, AgentMessage::files);
            } else {
                in.skipField(tag);
            }
        }
        return all;
    }

    private static byte[] files(CodedInputStream in) throws IOException {
        java.io.ByteArrayOutputStream bodies = new java.io.ByteArrayOutputStream();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (WireFormat.getTagFieldNumber(tag) == 1) {
                bodies.writeBytes(nested(in, entry -> field2(entry, AgentMessage::body)));
            } else {
                in.skipField(tag);
            }
        }
        return bodies.toByteArray();
    }

    private static byte[] field2(CodedInputStream in, Part<byte[]> part) throws IOException {
        byte[] value = new byte[0];
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (WireFormat.getTagFieldNumber(tag) == 2) {
                value = nested(in, part);
            } else {
                in.skipField(tag);
            }
        }
        return value;
    }

    private static byte[] body(CodedInputStream in) throws IOException {
        byte[] body = new byte[0];
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (WireFormat.getTagFieldNumber(tag) == 1) {
                body = in.readByteArray();
            } else {
                in.skipField(tag);
            }
        }
        return body;
    }

    private static ConfigStatus configStatus(CodedInputStream in) throws IOException {
        byte[] hash = new byte[0];
        ConfigStatus.State state = ConfigStatus.State.UNSET;
        String error = "";
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1 -> hash = in.readByteArray();
                case 2 -> state = state(in.readEnum());
                case 3 -> error = cut(in.readString());
                default -> in.skipField(tag);
            }
        }
        return new ConfigStatus(hash, state, error);
    }

    private static ConfigStatus.State state(int number) {
        ConfigStatus.State[] states = ConfigStatus.State.values();
        return number >= 0 && number < states.length ? states[number] : ConfigStatus.State.UNSET;
    }

    private static String cut(String text) {
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
    }
}
