package io.adxflow.sources.wire;

/**
 * Reads {@code Sample}: value (1), timestamp (2), and in remote write 2.0 start timestamp (3); in 1.0 field 3 is unknown.
 */
final class SampleReader {
    private static final int VALUE = (1 << 3) | 1;
    private static final int TIMESTAMP = 2 << 3;
    private static final int START_TIMESTAMP = 3 << 3;
    private static final long CONTINUATION_BITS = 0x8080808080808080L;

    private final ProtoReader reader;
    private final SampleColumns samples;
    private final boolean startTimestamps;

    SampleReader(ProtoReader reader, SampleColumns samples, boolean startTimestamps) {
        this.reader = reader;
        this.samples = samples;
        this.startTimestamps = startTimestamps;
    }

    /** Reads the sample whose tag was just read. */
    void read(int index) throws MalformedBodyException {
        if (!readUsual()) {
            readAny(index);
        }
    }

    /** Reads what senders write: known fields in order, the value first. Moves nothing when it returns false. */
    private boolean readUsual() throws MalformedBodyException {
        byte[] bytes = reader.bytes;
        int at = reader.position;
        int limit = reader.limit;
        if (at >= limit) {
            return false;
        }
        int end = at + 1 + bytes[at];
        if (end > limit || end <= at + Long.BYTES + 2 || bytes[at + 1] != VALUE) {
            return false;
        }
        double value = Double.longBitsToDouble((long) ProtoReader.LONGS.get(bytes, at + 2));
        at += 2 + Long.BYTES;
        if (bytes[at] != TIMESTAMP) {
            return false;
        }
        long word = (long) ProtoReader.LONGS.get(bytes, at + 1);
        long stops = ~word & CONTINUATION_BITS;
        at += 2 + (Long.numberOfTrailingZeros(stops) >>> 3);
        if (stops == 0) {
            return false;
        }
        long timestamp = ProtoReader.compact(word, stops);
        long startTimestamp = 0;
        if (at < end && startTimestamps && bytes[at] == START_TIMESTAMP) {
            word = (long) ProtoReader.LONGS.get(bytes, at + 1);
            stops = ~word & CONTINUATION_BITS;
            at += 2 + (Long.numberOfTrailingZeros(stops) >>> 3);
            if (stops == 0) {
                return false;
            }
            startTimestamp = ProtoReader.compact(word, stops);
        }
        if (at != end) {
            return false;
        }
        samples.add(timestamp, value, startTimestamp);
        reader.position = end;
        return true;
    }

    private void readAny(int index) throws MalformedBodyException {
        int outer = reader.open("samples", index);
        double value = 0;
        long timestamp = 0;
        long startTimestamp = 0;
        while (reader.hasMore()) {
            int tag = reader.tag();
            if (tag == VALUE) {
                value = reader.readDouble();
            } else if (tag == TIMESTAMP) {
                timestamp = reader.varint64();
            } else if (tag == START_TIMESTAMP && startTimestamps) {
                startTimestamp = reader.varint64();
            } else {
                reader.skip(tag);
            }
        }
        reader.close(outer);
        samples.add(timestamp, value, startTimestamp);
    }
}
