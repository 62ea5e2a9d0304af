package io.adxflow.job.otlp;

import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.ProtoReader;

/** The outside of one {@code AnyValue} (opentelemetry-proto, common.proto): what it is, and where what it holds lies. Reused. */
final class AnyValue {
    static final int NONE = 0;
    static final int STRING = (1 << 3) | 2;
    static final int BOOL = 2 << 3;
    static final int INT = 3 << 3;
    static final int DOUBLE = (4 << 3) | 1;
    static final int ARRAY = (5 << 3) | 2;
    static final int KVLIST = (6 << 3) | 2;
    static final int BYTES = (7 << 3) | 2;

    /** One of the above. */
    int kind;
    /** What is delimited lies from here. */
    int start;

    int end;
    /** An int, a bool as 0 or not, or the bits of a double. */
    long number;

    /** Reads the message that lies there; moves the reader. */
    void read(ProtoReader reader, int from, int to) throws MalformedBodyException, RefusedRecordException {
        kind = NONE;
        int values = 0;
        reader.seek(from, to);
        while (reader.hasMore()) {
            int tag = reader.tag();
            switch (tag) {
                case STRING, ARRAY, KVLIST, BYTES -> {
                    end = reader.length() + reader.position;
                    start = reader.position;
                    reader.position = end;
                    kind = tag;
                    values++;
                }
                case BOOL, INT -> {
                    number = reader.varint64();
                    kind = tag;
                    values++;
                }
                case DOUBLE -> {
                    number = reader.fixed64();
                    kind = tag;
                    values++;
                }
                default -> reader.skip(tag);
            }
        }
        // Not before the end: what cannot be read at all is told first.
        if (values > 1) {
            throw new RefusedRecordException("a value is two things at once, of which only one can be meant");
        }
    }
}
