package io.adxflow.job.otlp;

import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.ProtoReader;

/** Where a text or bytes lie. Reused. */
final class Range {
    int start;
    int end;

    void clear() {
        start = end = 0;
    }

    /** Takes the delimited field whose tag was just read, and goes past it. */
    void read(ProtoReader reader) throws MalformedBodyException {
        end = reader.length() + reader.position;
        start = reader.position;
        reader.position = end;
    }
}
