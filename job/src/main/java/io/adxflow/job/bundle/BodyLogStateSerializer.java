package io.adxflow.job.bundle;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Version 2 of {@link BodyLogState} in bytes: big-endian, u32-prefixed UTF-8 texts, u32-prefixed lists. Version 1 began with the
 * rules' text where this one has a byte, which says what follows, then their
 * document's hash, and a number for the code's version.
 */
final class BodyLogStateSerializer implements SimpleVersionedSerializer<BodyLogState> {
    static final BodyLogStateSerializer INSTANCE = new BodyLogStateSerializer();
    private static final int VERSION = 2;
    private static final int WITHOUT_HASH = 1;
    private static final int HASH = 1;
    private static final int TEXT = 2;

    private BodyLogStateSerializer() {}

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(BodyLogState state) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(
                4_096 + TablePositions.BYTES_PER_TABLE * state.positions().tables());
        DataOutputStream out = new DataOutputStream(bytes);
        String rulesText = state.rulesText();
        out.writeByte(rulesText == null ? HASH : TEXT);
        writeText(out, rulesText == null ? state.rulesHash() : rulesText);
        out.writeInt(state.rulesVersion());
        out.writeInt(state.files().size());
        for (BodyLogFile file : state.files()) {
            writeText(out, file.name());
            out.writeLong(file.firstSequence());
            out.writeLong(file.lastSequence());
            out.writeLong(file.durableLength());
        }
        out.writeInt(state.positions().tables());
        out.write(state.positions().toBytes());
        return bytes.toByteArray();
    }

    @Override
    public BodyLogState deserialize(int version, byte[] serialized) throws IOException {
        if (version != VERSION && version != WITHOUT_HASH) {
            throw new IOException("body log state of version " + version + " (this build reads: " + WITHOUT_HASH
                    + " and " + VERSION + "); start with the build that wrote it, or a newer one");
        }
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(serialized));
        boolean isText = version == WITHOUT_HASH || in.readByte() == TEXT;
        String rules = readText(in);
        int rulesVersion = version == WITHOUT_HASH ? 0 : in.readInt();
        int fileCount = in.readInt();
        List<BodyLogFile> files = new ArrayList<>(fileCount);
        for (int i = 0; i < fileCount; i++) {
            files.add(new BodyLogFile(readText(in), in.readLong(), in.readLong(), in.readLong()));
        }
        byte[] positions = new byte[Math.multiplyExact(in.readInt(), TablePositions.BYTES_PER_TABLE)];
        in.readFully(positions);
        return new BodyLogState(
                isText ? "" : rules, rulesVersion, isText ? rules : null, files, TablePositions.of(positions));
    }

    private static void writeText(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String readText(DataInputStream in) throws IOException {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
