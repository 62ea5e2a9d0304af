package io.adxflow.sources.wire;

/**
 * Reads the metadata of a series ({@code io.prometheus.write.v2.Metadata}: a type, and symbols of help and unit). It is one message:
 * later occurrences are merged into it field by field.
 */
final class SeriesMetadataReader {
    private static final int TYPE = 1 << 3;
    private static final int HELP = 3 << 3;
    private static final int UNIT = 4 << 3;
    private static final long CONTINUATION_BITS = 0x8080808080808080L;

    private final ProtoReader reader;
    private final MetricMetadata entry;

    SeriesMetadataReader(ProtoReader reader, MetricMetadata entry) {
        this.reader = reader;
        this.entry = entry;
    }

    /** Forgets the series before. */
    void begin() {
        entry.type = entry.helpStart = entry.unitStart = 0;
    }

    /** Whether the series told anything of itself. */
    boolean isTold() {
        return (entry.type | entry.helpStart | entry.unitStart) != 0;
    }

    /** Reads the message whose tag was just read. */
    void read() throws MalformedBodyException {
        if (!readUsual()) {
            readAny();
        }
    }

    /** Reads what senders write: less than 128 bytes of known fields. Moves nothing when it returns false. */
    private boolean readUsual() {
        byte[] bytes = reader.bytes;
        int at = reader.position;
        int limit = reader.limit;
        if (at >= limit) {
            return false;
        }
        int end = at + 1 + bytes[at];
        if (end > limit) {
            return false;
        }
        int type = entry.type;
        int help = entry.helpStart;
        int unit = entry.unitStart;
        at++;
        while (at < end) {
            long word = (long) ProtoReader.LONGS.get(bytes, at + 1);
            long stops = ~word & CONTINUATION_BITS;
            if (stops == 0) {
                return false;
            }
            int value = (int) ProtoReader.compact(word, stops);
            switch (bytes[at]) {
                case TYPE -> type = value;
                case HELP -> help = value;
                case UNIT -> unit = value;
                default -> {
                    return false;
                }
            }
            at += 2 + (Long.numberOfTrailingZeros(stops) >>> 3);
        }
        if (at != end) {
            return false;
        }
        entry.type = type;
        entry.helpStart = help;
        entry.unitStart = unit;
        reader.position = end;
        return true;
    }

    private void readAny() throws MalformedBodyException {
        int outer = reader.open("metadata", -1);
        while (reader.hasMore()) {
            int tag = reader.tag();
            switch (tag) {
                case TYPE -> entry.type = reader.varint32();
                case HELP -> entry.helpStart = reader.varint32();
                case UNIT -> entry.unitStart = reader.varint32();
                default -> reader.skip(tag);
            }
        }
        reader.close(outer);
    }
}
