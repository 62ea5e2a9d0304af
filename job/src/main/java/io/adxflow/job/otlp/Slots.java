package io.adxflow.job.otlp;

import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.ProtoReader;
import java.util.Arrays;

/** Where the fields of one message lie, and its numbers, by position. A field that is not there is an empty text and the number 0. Reused. */
final class Slots {
    final int[] starts;
    final int[] ends;
    final long[] numbers;

    Slots(int count) {
        starts = new int[count];
        ends = new int[count];
        numbers = new long[count];
    }

    void clear() {
        Arrays.fill(starts, 0);
        Arrays.fill(ends, 0);
        Arrays.fill(numbers, 0);
    }

    /** Takes the delimited field whose tag was just read, and goes past it. */
    void range(int slot, ProtoReader reader) throws MalformedBodyException {
        int end = reader.length() + reader.position;
        starts[slot] = reader.position;
        ends[slot] = end;
        reader.position = end;
    }
}
