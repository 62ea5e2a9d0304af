package io.adxflow.job.rules.normalise;

import io.adxflow.job.otlp.Proto;
import io.adxflow.job.tables.ByteBuilder;
import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.ProtoReader;
import java.nio.charset.StandardCharsets;

/**
 * Writes a request of log records or spans anew, with what is to be brought into one form (opentelemetry-proto, logs.proto, trace.proto,
 * common.proto), before anything else reads it: rules and rows alike see the records so. What is changed is written behind the record's
 * fields, where it replaces what was there before, as protobuf has it. A record that cannot be read stays as it is, to be refused
 * like any other. Not thread-safe.
 */
public final class RecordNormaliser {
    private static final int DELIMITED = 2;
    private static final int GROUPS = (1 << 3) | DELIMITED;
    private static final int OWNER = (1 << 3) | DELIMITED;
    private static final int SECOND = (2 << 3) | DELIMITED;
    private static final int KEEP_BYTES = 1 << 20;

    private final NormaliseSpec spec;
    private final RecordFields logs;
    private final RecordFields spans;
    private final ProtoReader reader = new ProtoReader();
    private ByteBuilder out = new ByteBuilder(1 << 12);
    private ByteBuilder group = new ByteBuilder(1 << 12);
    private ByteBuilder scope = new ByteBuilder(1 << 12);
    private ByteBuilder record = new ByteBuilder(1 << 10);

    public RecordNormaliser(NormaliseSpec spec) {
        this.spec = spec;
        logs = new RecordFields(spec, true, reader);
        spans = new RecordFields(spec, false, reader);
    }

    /** Whether there is anything to do to records. */
    public static boolean isWanted(NormaliseSpec spec) {
        return spec.has(Normalisation.SEVERITIES)
                || spec.has(Normalisation.TIMESTAMPS)
                || spec.has(Normalisation.EMPTY_VALUES)
                || spec.has(Normalisation.JSON_BODIES)
                || spec.has(Normalisation.KEY_VALUE_BODIES);
    }

    /**
     * Writes a request anew.
     *
     * @param message readable {@link ProtoReader#PADDING} bytes past its end
     * @return its new length; it lies in {@link #bytes} until the next call, readable past its end likewise
     * @throws MalformedBodyException when its resources and scopes cannot be read
     */
    public int rewrite(boolean areLogs, byte[] message, int length, long arrivalMillis) throws MalformedBodyException {
        release();
        RecordFields fields = areLogs ? logs : spans;
        fields.begin(arrivalMillis);
        out.clear();
        reader.reset(message, length);
        while (reader.hasMore()) {
            int start = reader.position;
            int tag = reader.tag();
            if (tag == GROUPS) {
                int end = reader.length() + reader.position;
                group(fields, end);
                Proto.block(out, 1, group);
                reader.seek(end, length);
            } else {
                reader.skip(tag);
                out.put(message, start, reader.position);
            }
        }
        byte[] unused = out.room(ProtoReader.PADDING);
        return out.length();
    }

    private void group(RecordFields fields, int end) throws MalformedBodyException {
        group.clear();
        reader.seek(reader.position, end);
        while (reader.hasMore()) {
            int start = reader.position;
            int tag = reader.tag();
            if (tag == OWNER && spec.has(Normalisation.EMPTY_VALUES)) {
                int next = reader.length() + reader.position;
                record.clear();
                fields.owner(reader.position, next, record);
                Proto.block(group, 1, record);
                reader.seek(next, end);
            } else if (tag == SECOND) {
                int next = reader.length() + reader.position;
                scope(fields, next);
                Proto.block(group, 2, scope);
                reader.seek(next, end);
            } else {
                reader.skip(tag);
                group.put(reader.bytes, start, reader.position);
            }
        }
    }

    private void scope(RecordFields fields, int end) throws MalformedBodyException {
        scope.clear();
        reader.seek(reader.position, end);
        while (reader.hasMore()) {
            int start = reader.position;
            int tag = reader.tag();
            if (tag == SECOND) {
                int next = reader.length() + reader.position;
                int from = reader.position;
                record.clear();
                try {
                    fields.record(from, next, record);
                } catch (MalformedBodyException unreadable) {
                    record.clear();
                    record.put(reader.bytes, from, next);
                }
                Proto.block(scope, 2, record);
                reader.seek(next, end);
            } else {
                reader.skip(tag);
                scope.put(reader.bytes, start, reader.position);
            }
        }
    }

    /** Where the request lies that was last written. */
    public byte[] bytes() {
        return out.array();
    }

    /** Times of it that were mended. */
    public long mendedTimes() {
        return logs.mendedTimes() + spans.mendedTimes();
    }

    private void release() {
        if (out.array().length > KEEP_BYTES || group.array().length > KEEP_BYTES) {
            out = new ByteBuilder(1 << 12);
            group = new ByteBuilder(1 << 12);
            scope = new ByteBuilder(1 << 12);
            record = new ByteBuilder(1 << 10);
        }
    }

    /** The text that lies there. */
    static String text(ProtoReader reader, int start, int end) {
        return new String(reader.bytes, start, end - start, StandardCharsets.UTF_8);
    }
}
