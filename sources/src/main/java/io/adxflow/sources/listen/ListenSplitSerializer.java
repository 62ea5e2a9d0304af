package io.adxflow.sources.listen;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** {@link ListenSplit} in bytes, version 1: texts as UTF-8 behind their length in bytes, numbers big-endian, hints by name. */
enum ListenSplitSerializer implements SimpleVersionedSerializer<ListenSplit> {
    INSTANCE;

    private static final int VERSION = 1;
    private static final int MAX_TEXT = 16 << 20;

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(ListenSplit split) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        write(split, new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    @Override
    public ListenSplit deserialize(int version, byte[] serialized) throws IOException {
        if (version != VERSION) {
            throw new IOException("a split of version " + version + ", " + serialized.length
                    + " bytes (expected: version " + VERSION + "); it was written by a newer adxflow");
        }
        return read(new DataInputStream(new ByteArrayInputStream(serialized)));
    }

    static void write(ListenSplit split, DataOutputStream out) throws IOException {
        writeText(split.input(), out);
        writeText(split.name(), out);
        writeText(split.etag(), out);
        out.writeLong(split.bytes());
        out.writeBoolean(split.endless());
        out.writeInt(split.hints().size());
        for (Map.Entry<String, String> hint : new TreeMap<>(split.hints()).entrySet()) {
            writeText(hint.getKey(), out);
            writeText(hint.getValue(), out);
        }
        out.writeLong(split.position());
        out.writeBoolean(split.finished());
    }

    static ListenSplit read(DataInputStream in) throws IOException {
        String input = readText(in);
        String name = readText(in);
        String etag = readText(in);
        long bytes = in.readLong();
        boolean endless = in.readBoolean();
        Map<String, String> hints = new TreeMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            hints.put(readText(in), readText(in));
        }
        return new ListenSplit(input, name, etag, bytes, endless, hints, in.readLong(), in.readBoolean());
    }

    static void writeText(String text, DataOutputStream out) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    static String readText(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > MAX_TEXT) {
            throw new IOException("a text of " + length + " bytes in a split's state");
        }
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }
}
