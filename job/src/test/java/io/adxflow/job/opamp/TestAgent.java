package io.adxflow.job.opamp;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The agent's side of OpAMP, as the supervisor speaks it: messages to send, and what of an answer matters to an agent. */
public final class TestAgent {
    static final long CAPABILITIES = 0x7D47;

    public final UUID uid;
    private long sequence;

    public TestAgent(UUID uid) {
        this.uid = uid;
    }

    /** What a server has said. */
    public record Told(
            UUID uid, boolean reportFullState, long capabilities, byte @Nullable [] hash, @Nullable String config) {}

    private interface Content {
        void write(CodedOutputStream out) throws IOException;
    }

    private static byte[] message(Content content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            content.write(out);
            out.flush();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return bytes.toByteArray();
    }

    private byte[] next(Content content) {
        long number = sequence++;
        return message(out -> {
            out.writeByteArray(1, AgentMessage.bytes(uid));
            if (number != 0) {
                out.writeUInt64(2, number);
            }
            out.writeUInt64(4, CAPABILITIES);
            content.write(out);
        });
    }

    /** Everything, as the first message of a session. */
    public byte[] fullState(Map<String, String> attributes) {
        return next(out -> {
            byte[] description = message(all -> {
                for (Map.Entry<String, String> attribute : attributes.entrySet()) {
                    all.writeByteArray(2, message(pair -> {
                        pair.writeString(1, attribute.getKey());
                        pair.writeByteArray(2, message(value -> value.writeString(1, attribute.getValue())));
                    }));
                }
            });
            out.writeByteArray(3, description);
            out.writeByteArray(5, message(health -> health.writeBool(1, true)));
            out.writeByteArray(7, message(status -> {}));
        });
    }

    /** As {@link #fullState}, of a session that begins anew. */
    public byte[] newSession(Map<String, String> attributes) {
        sequence = 0;
        return fullState(attributes);
    }

    public byte[] poll() {
        return next(out -> {});
    }

    private byte[] status(byte[] hash, AgentMessage.ConfigStatus.State state, String error) {
        return next(out -> out.writeByteArray(7, message(status -> {
            status.writeByteArray(1, hash);
            status.writeEnum(2, state.ordinal());
            if (!error.isEmpty()) {
                status.writeString(3, error);
            }
        })));
    }

    public byte[] applied(byte[] hash) {
        return status(hash, AgentMessage.ConfigStatus.State.APPLIED, "");
    }

    public byte[] failed(byte[] hash) {
        return status(hash, AgentMessage.ConfigStatus.State.FAILED, "exit code 1");
    }

    byte[] health(boolean healthy, String error) {
        return next(out -> out.writeByteArray(5, message(health -> {
            if (healthy) {
                health.writeBool(1, true);
            }
            health.writeString(3, error);
        })));
    }

    byte[] effectiveConfig(String yaml) {
        return next(out -> out.writeByteArray(
                6,
                message(config -> config.writeByteArray(
                        1,
                        message(files -> files.writeByteArray(
                                1,
                                message(entry ->
                                        entry.writeByteArray(2, message(file -> file.writeString(1, yaml))))))))));
    }

    byte[] disconnect() {
        return next(out -> out.writeByteArray(9, new byte[0]));
    }

    /** Reads what a server says. */
    public static Told told(byte[] bytes, int offset) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(bytes, offset, bytes.length - offset);
        UUID uid = null;
        long flags = 0;
        long capabilities = 0;
        byte[] hash = null;
        String config = null;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1 -> {
                    var buffer = java.nio.ByteBuffer.wrap(in.readByteArray());
                    uid = new UUID(buffer.getLong(), buffer.getLong());
                }
                case 3 -> {
                    byte[] remote = in.readByteArray();
                    hash = field(remote, 2);
                    byte[] files = field(remote, 1);
                    byte[] entry = files == null ? null : field(files, 1);
                    byte[] file = entry == null ? null : field(entry, 2);
                    byte[] body = file == null ? null : field(file, 1);
                    config = body == null ? "" : new String(body, java.nio.charset.StandardCharsets.UTF_8);
                }
                case 6 -> flags = in.readUInt64();
                case 7 -> capabilities = in.readUInt64();
                default -> in.skipField(tag);
            }
        }
        return new Told(uid, (flags & 1) != 0, capabilities, hash, config);
    }

    private static byte @Nullable [] field(byte[] bytes, int number) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(bytes);
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (WireFormat.getTagFieldNumber(tag) == number) {
                return in.readByteArray();
            }
            in.skipField(tag);
        }
        return null;
    }
}
