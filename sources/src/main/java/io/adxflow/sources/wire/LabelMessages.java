package io.adxflow.sources.wire;

/** Reads remote write 1.0 labels in whatever encoding protobuf allows, and hashes them as the {@link LabelSection} they could have been. */
final class LabelMessages {
    private static final int FIRST_BYTES = 256;
    private static final int KEEP_BYTES = 1 << 20;
    /** Three tags and lengths, each at its longest. */
    private static final int MAX_OVERHEAD = 3 * 6;

    private int nameStart;
    private int nameEnd;
    private int valueStart;
    private int valueEnd;
    private final DecodeCharge charge;
    private byte[] gathered = new byte[FIRST_BYTES];
    private int gatheredLength;

    LabelMessages(DecodeCharge charge) {
        this.charge = charge;
    }

    /** Fills from the message that the reader is at, whatever its encoding. */
    void fill(ProtoReader reader, LabelCursor into) throws MalformedBodyException {
        into.reset(reader.bytes);
        while (reader.hasMore()) {
            int tag = reader.tag();
            if (tag == LabelSection.TAG) {
                read(reader, into.count());
                into.add(nameStart, nameEnd, valueStart, valueEnd);
            } else {
                reader.skip(tag);
            }
        }
    }

    /** Reads one label, whatever its encoding; the last occurrence of a field counts. */
    void read(ProtoReader reader, int index) throws MalformedBodyException {
        int outer = reader.open("labels", index);
        nameStart = nameEnd = valueStart = valueEnd = reader.position;
        while (reader.hasMore()) {
            int tag = reader.tag();
            if (tag == LabelSection.NAME) {
                int size = reader.length();
                nameStart = reader.position;
                nameEnd = reader.position += size;
            } else if (tag == LabelSection.VALUE) {
                int size = reader.length();
                valueStart = reader.position;
                valueEnd = reader.position += size;
            } else {
                reader.skip(tag);
            }
        }
        reader.close(outer);
    }

    /** Hashes a label list as if it had come in a canonical section. */
    void hash(LabelCursor labels, SeriesHash hasher) throws MalformedBodyException {
        gatheredLength = 0;
        long needed = labels.textBytes() + (long) MAX_OVERHEAD * labels.count();
        boolean large = needed > KEEP_BYTES;
        if (large) {
            charge.take(needed, "labels");
        }
        if (needed > gathered.length) {
            gathered = new byte[(int) needed];
        }
        for (int i = 0; i < labels.count(); i++) {
            int nameSize = labels.nameEnd(i) - labels.nameStart(i);
            int valueSize = labels.valueEnd(i) - labels.valueStart(i);
            put(LabelSection.TAG);
            putLength(stringSize(nameSize) + stringSize(valueSize));
            putString(LabelSection.NAME, labels.bytes(), labels.nameStart(i), nameSize);
            putString(LabelSection.VALUE, labels.bytes(), labels.valueStart(i), valueSize);
        }
        hasher.bytes(gathered, 0, gatheredLength);
        if (large) {
            gathered = new byte[FIRST_BYTES];
            charge.give(needed);
        }
    }

    private static int stringSize(int content) {
        return content == 0 ? 0 : 1 + lengthSize(content) + content;
    }

    private static int lengthSize(int length) {
        return (31 - Integer.numberOfLeadingZeros(length | 1)) / 7 + 1;
    }

    private void put(int b) {
        gathered[gatheredLength++] = (byte) b;
    }

    private void putLength(int length) {
        int rest = length;
        while (rest > 0x7F) {
            put((rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        put(rest);
    }

    private void putString(int tag, byte[] bytes, int start, int size) {
        if (size > 0) {
            put(tag);
            putLength(size);
            System.arraycopy(bytes, start, gathered, gatheredLength, size);
            gatheredLength += size;
        }
    }
}
