package io.adxflow.job.otlp;

import io.adxflow.job.tables.ByteBuilder;
import io.adxflow.job.tables.CsvText;
import io.adxflow.job.tables.CsvTimestamps;
import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.ProtoReader;
import io.adxflow.sources.wire.otlp.OtlpRequest.Owner;
import org.jspecify.annotations.Nullable;

/**
 * Writes the records of a request as CSV lines, in the order in which it is walked: resource, scope, their records. One per
 * thread and set of rules.
 */
public abstract class RecordCsv {
    private static final long NANOS_PER_MILLI = 1_000_000;

    final ProtoReader reader;
    final ValueJson json;
    final AttributeColumn attributes;
    final WatchedAttributes watched;
    private final OwnerColumns owners;
    private final CsvTimestamps timestamps = new CsvTimestamps();

    RecordCsv(
            ProtoReader reader,
            LiftedAttributes liftedAttributes,
            LiftedAttributes liftedResources,
            WatchedAttributes watched) {
        this.reader = reader;
        this.watched = watched;
        this.json = new ValueJson(reader);
        this.attributes = new AttributeColumn(reader, json, liftedAttributes);
        this.owners = new OwnerColumns(reader, json, liftedResources, watched);
    }

    /** What one record may take, beyond which it is refused. */
    public final void setMaxBytes(long bytes) {
        json.setMaxBytes(bytes);
    }

    /** The text of the {@link io.adxflow.sinks.batch.TableSchema} of what {@link #encode} writes. */
    public abstract String schema();

    /** Takes on the resource of the records that follow; moves the reader. */
    public final void resource(Owner resource) throws MalformedBodyException {
        owners.resource(resource);
    }

    /** Takes on their scope; moves the reader. */
    public final void scope(Owner scope) throws MalformedBodyException {
        owners.scope(scope);
    }

    /**
     * Writes a record without a line's end; moves the reader.
     *
     * @param arrivalMillis when the request came, for records that do not tell any time
     * @throws RefusedRecordException when it cannot be written; what was written of it is to be taken back
     */
    public final void encode(int start, int end, long arrivalMillis, ByteBuilder row)
            throws MalformedBodyException, RefusedRecordException {
        owners.check();
        watched.beginRecord();
        write(start, end, arrivalMillis, row);
    }

    abstract void write(int start, int end, long arrivalMillis, ByteBuilder row)
            throws MalformedBodyException, RefusedRecordException;

    /** Epoch milliseconds of the time that the record last written is found by. */
    public abstract long timestampMillis();

    /** Where the record last written wants to go, or null when records of this kind have no say. */
    public abstract @Nullable Destination destination();

    /** The attributes of the record last written that somebody decides by. */
    public final WatchedAttributes watched() {
        return watched;
    }

    final void appendResource(ByteBuilder row) {
        owners.appendResource(row);
    }

    /** Writes the columns that both kinds of table end with. */
    final void end(ByteBuilder row) throws MalformedBodyException, RefusedRecordException {
        owners.appendOwners(row);
        attributes.appendLifted(row);
        owners.appendLifted(row);
    }

    /** Writes an instant, or nothing for 0, which stands for none. */
    final void timestamp(long epochNanos, ByteBuilder row) {
        if (epochNanos != 0) {
            row.end(timestamps.writeNanos(epochNanos, row.room(CsvTimestamps.NANOS_ROOM), row.length()));
        }
    }

    final void text(int start, int end, ByteBuilder row) throws RefusedRecordException {
        if (!CsvText.appendString(reader.bytes, start, end, row)) {
            throw ValueJson.notText();
        }
    }

    final void hex(int start, int end, ByteBuilder row) {
        row.putHex(reader.bytes, start, end);
    }

    static long millis(long epochNanos) {
        return Long.divideUnsigned(epochNanos, NANOS_PER_MILLI);
    }

    static long nanos(long epochMillis) {
        return epochMillis * NANOS_PER_MILLI;
    }

    static RefusedRecordException twice(String field) {
        return new RefusedRecordException(field + " is there twice, of which only one can be meant");
    }
}
