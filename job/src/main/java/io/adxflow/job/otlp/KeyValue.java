package io.adxflow.job.otlp;

import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.ProtoReader;

/** Where key and value of one {@code KeyValue} lie (opentelemetry-proto, common.proto). Reused. */
final class KeyValue {
    private static final int KEY = (1 << 3) | 2;
    private static final int VALUE = (2 << 3) | 2;

    int keyStart;
    int keyEnd;
    /** -1 when there is no value. */
    int valueStart;

    int valueEnd;

    /** Reads the message that lies there; moves the reader. */
    void read(ProtoReader reader, int from, int to) throws MalformedBodyException, RefusedRecordException {
        keyStart = keyEnd = from;
        valueStart = -1;
        int values = 0;
        reader.seek(from, to);
        while (reader.hasMore()) {
            int tag = reader.tag();
            if (tag == KEY) {
                keyEnd = reader.length() + reader.position;
                keyStart = reader.position;
                reader.position = keyEnd;
            } else if (tag == VALUE) {
                values++;
                valueEnd = reader.length() + reader.position;
                valueStart = reader.position;
                reader.position = valueEnd;
            } else {
                reader.skip(tag);
            }
        }
        // Not before the end: what cannot be read at all is told first.
        if (values > 1) {
            throw new RefusedRecordException("a key has two values, of which only one can be meant");
        }
    }
}
