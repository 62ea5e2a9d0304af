package io.adxflow.sources.listen;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** {@link ListenState} in bytes, version 1: everything in order of its name or key, numbers big-endian. */
enum ListenStateSerializer implements SimpleVersionedSerializer<ListenState> {
    INSTANCE;

    private static final int VERSION = 1;
    private static final Comparator<BlobKey> ORDER =
            Comparator.comparingLong(BlobKey::high).thenComparingLong(BlobKey::low);

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(ListenState state) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(state.inputs().size());
        for (Map.Entry<String, InputState> input : state.sorted().entrySet()) {
            ListenSplitSerializer.writeText(input.getKey(), out);
            write(input.getValue(), out);
        }
        return bytes.toByteArray();
    }

    private static void write(InputState state, DataOutputStream out) throws IOException {
        out.writeInt(state.cursors().size());
        for (Map.Entry<String, Long> cursor : new TreeMap<>(state.cursors()).entrySet()) {
            ListenSplitSerializer.writeText(cursor.getKey(), out);
            out.writeLong(cursor.getValue());
        }
        out.writeInt(state.remembered().size());
        for (BlobKey key : state.remembered().keySet().stream().sorted(ORDER).toList()) {
            write(key, out);
            out.writeLong(state.remembered().getOrDefault(key, 0L));
        }
        out.writeInt(state.active().size());
        for (BlobKey key : state.active().keySet().stream().sorted(ORDER).toList()) {
            write(key, out);
            List<String> receipts = state.active().getOrDefault(key, List.of());
            out.writeInt(receipts.size());
            for (String receipt : receipts) {
                ListenSplitSerializer.writeText(receipt, out);
            }
        }
        out.writeInt(state.pending().size());
        for (ListenSplit split : state.pending()) {
            ListenSplitSerializer.write(split, out);
        }
    }

    private static void write(BlobKey key, DataOutputStream out) throws IOException {
        out.writeLong(key.high());
        out.writeLong(key.low());
    }

    @Override
    public ListenState deserialize(int version, byte[] serialized) throws IOException {
        if (version != VERSION) {
            throw new IOException("state of the listening source: version " + version + ", " + serialized.length
                    + " bytes (expected: version " + VERSION + "); it was written by a newer adxflow");
        }
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(serialized));
        Map<String, InputState> inputs = new HashMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            inputs.put(ListenSplitSerializer.readText(in), read(in));
        }
        return new ListenState(inputs);
    }

    private static InputState read(DataInputStream in) throws IOException {
        Map<String, Long> cursors = new HashMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            cursors.put(ListenSplitSerializer.readText(in), in.readLong());
        }
        Map<BlobKey, Long> remembered = new HashMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            remembered.put(new BlobKey(in.readLong(), in.readLong()), in.readLong());
        }
        Map<BlobKey, List<String>> active = new HashMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            BlobKey key = new BlobKey(in.readLong(), in.readLong());
            List<String> receipts = new ArrayList<>();
            for (int more = in.readInt(); more > 0; more--) {
                receipts.add(ListenSplitSerializer.readText(in));
            }
            active.put(key, List.copyOf(receipts));
        }
        List<ListenSplit> pending = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            pending.add(ListenSplitSerializer.read(in));
        }
        return new InputState(cursors, remembered, active, pending);
    }
}
