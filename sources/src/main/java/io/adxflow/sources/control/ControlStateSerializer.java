package io.adxflow.sources.control;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * {@link ControlState} in bytes, version 2: texts as {@link DataOutputStream#writeUTF} writes them, numbers big-endian. Version 1
 * was written by builds that had nothing to keep, and is empty.
 */
public enum ControlStateSerializer implements SimpleVersionedSerializer<ControlState> {
    INSTANCE;

    private static final int VERSION = 2;
    private static final int WITHOUT_VERSIONS = 1;

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(ControlState state) throws IOException {
        ByteArrayOutputStream bytes =
                new ByteArrayOutputStream(64 + 160 * state.history().size());
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeUTF(state.submittedHash());
        out.writeInt(state.history().size());
        for (DocumentVersion version : state.history()) {
            out.writeLong(version.number());
            out.writeUTF(version.hash());
            out.writeUTF(version.requestId());
            out.writeLong(version.decidedAtMillis());
            out.writeUTF(version.who());
            out.writeUTF(version.what());
        }
        return bytes.toByteArray();
    }

    @Override
    public ControlState deserialize(int version, byte[] serialized) throws IOException {
        if (version == WITHOUT_VERSIONS && serialized.length == 0) {
            return ControlState.NONE;
        }
        if (version != VERSION) {
            throw new IOException("state of the HTTP source: version " + version + ", " + serialized.length
                    + " bytes (expected: version " + WITHOUT_VERSIONS + " or " + VERSION
                    + "); it was written by a newer adxflow");
        }
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(serialized));
        String submittedHash = in.readUTF();
        int count = in.readInt();
        List<DocumentVersion> history = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            history.add(new DocumentVersion(
                    in.readLong(), in.readUTF(), in.readUTF(), in.readLong(), in.readUTF(), in.readUTF()));
        }
        return new ControlState(submittedHash, history);
    }
}
