package io.adxflow.sources.wire;

/**
 * A reusable view of one label set: ranges of UTF-8 bytes, no strings. Filled by {@link DecodedBody#labels}; valid until the
 * body is decoded anew. Owned by one thread.
 */
public final class LabelCursor {
    byte[] bytes = new byte[0];
    int count;
    int[] nameStart = new int[64];
    int[] nameEnd = new int[64];
    int[] valueStart = new int[64];
    int[] valueEnd = new int[64];

    public byte[] bytes() {
        return bytes;
    }

    public int count() {
        return count;
    }

    public int nameStart(int label) {
        return nameStart[label];
    }

    public int nameEnd(int label) {
        return nameEnd[label];
    }

    public int valueStart(int label) {
        return valueStart[label];
    }

    public int valueEnd(int label) {
        return valueEnd[label];
    }
}
