package io.adxflow.job.otlp;

import io.adxflow.job.tables.ByteBuilder;
import io.adxflow.job.tables.CsvText;
import io.adxflow.job.tables.CsvTimestamps;
import io.adxflow.kql.rows.RecordReader;
import io.adxflow.kql.types.Column;
import io.adxflow.kql.types.Datetime;
import io.adxflow.kql.types.KqlType;
import io.adxflow.kql.types.Schema;
import io.adxflow.kql.values.DynamicValue;
import io.adxflow.kql.values.Text;
import io.adxflow.sinks.batch.TableSchema;
import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.ProtoReader;
import io.adxflow.sources.wire.otlp.OtlpRequest.Owner;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The records of a request as rows of their table before anything is lifted, for row programs: a field is read from the record when it is asked for, and what
 * becomes of it as CSV is what {@link RecordCsv} writes. Takes resource, scope and their records in the order in which a request is walked. One per thread.
 */
public abstract class RecordView implements RecordReader {
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long NANOS_PER_TICK = 100;

    final ProtoReader reader;
    final ValueJson json;
    final Slots slots;
    private final CsvTimestamps timestamps = new CsvTimestamps();
    private final List<FieldView> fields = new ArrayList<>();
    private final List<JsonField> ofRecord = new ArrayList<>();
    private final OwnerView owners;
    int start;
    int end;
    long arrival;

    RecordView(ProtoReader reader, int slotCount) {
        this.reader = reader;
        this.json = new ValueJson(reader);
        this.slots = new Slots(slotCount);
        this.owners = new OwnerView(this);
    }

    /** The columns of a table as a row program has them. */
    public static Schema schema(String tableSchema) {
        return new Schema(TableSchema.parse(tableSchema).columns().stream()
                .map(column -> new Column(column.name(), Objects.requireNonNull(KqlType.ofKeyword(column.type()))))
                .toList());
    }

    /** What one record may take as JSON, beyond which it is refused. */
    public void setMaxBytes(long bytes) {
        json.setMaxBytes(bytes);
    }

    /** Takes on the resource of the records that follow. */
    public final void resource(Owner resource) throws MalformedBodyException {
        owners.resource(resource);
    }

    /** Takes on their scope. */
    public final void scope(Owner scope) throws MalformedBodyException {
        owners.scope(scope);
    }

    /**
     * Takes on a record.
     *
     * @param arrivalMillis when the request came, for records that do not tell any time
     * @throws RefusedRecordException when it, its resource or scope is ambiguous
     */
    public final void record(int recordStart, int recordEnd, long arrivalMillis)
            throws MalformedBodyException, RefusedRecordException {
        owners.check();
        start = recordStart;
        end = recordEnd;
        arrival = arrivalMillis;
        slots.clear();
        for (JsonField field : ofRecord) {
            field.begin();
        }
        read();
    }

    abstract void read() throws MalformedBodyException, RefusedRecordException;

    /** Epoch milliseconds of the time that the record is found by. */
    public abstract long timestampMillis();

    /** Where the record itself wants to go, or null when records of this kind have no say. */
    public abstract @Nullable Destination destination() throws MalformedBodyException, RefusedRecordException;

    /** Writes a column into a row as it is. */
    public final void csv(int column, ByteBuilder row) throws MalformedBodyException, RefusedRecordException {
        fields.get(column).csv(row);
    }

    /** Why a program could not read a field, or null when it failed for another reason. */
    public static @Nullable RefusedRecordException refusal(RuntimeException failure) {
        return failure instanceof UnreadableFieldException unreadable
                ? new RefusedRecordException(String.valueOf(unreadable.getMessage()))
                : null;
    }

    @Override
    public final boolean isNull(int column) {
        return fields.get(column).isNull();
    }

    @Override
    public final long whole(int column) {
        return fields.get(column).whole();
    }

    @Override
    public final double real(int column) {
        throw new IllegalStateException("column " + column + " is no real");
    }

    @Override
    public final void text(int column, Text into) {
        fields.get(column).text(into);
    }

    @Override
    public final void dynamic(int column, DynamicValue into) {
        ByteBuilder plain = jsonOf(column).plain();
        into.setRaw(plain.array(), 0, plain.length());
    }

    @Override
    public final boolean field(int column, byte[] key, String keyText, DynamicValue into) {
        jsonOf(column).field(key, into);
        return true;
    }

    @Override
    public final @Nullable Object object(int column) {
        throw new IllegalStateException("column " + column + " is neither a decimal nor a guid");
    }

    private JsonField jsonOf(int column) {
        return Objects.requireNonNull(fields.get(column).json());
    }

    /** Adds the next column. */
    final void add(FieldView field) {
        fields.add(field);
    }

    /** Adds the next column, of type dynamic, which is another one with each record. */
    final void addJson(JsonField field) {
        fields.add(field);
        ofRecord.add(field);
    }

    /** Adds the columns that both kinds of table end with. */
    final void addOwners() {
        owners.addTo(this);
    }

    final JsonField resourceAttributes() {
        return owners.resourceAttributes();
    }

    final void addText(int slot) {
        add(textOf(slots, slot));
    }

    final FieldView textOf(Slots of, int slot) {
        return new FieldView() {
            @Override
            void csv(ByteBuilder row) throws RefusedRecordException {
                if (!CsvText.appendString(reader.bytes, of.starts[slot], of.ends[slot], row)) {
                    throw ValueJson.notText();
                }
            }

            @Override
            void text(Text into) {
                into.set(reader.bytes, of.starts[slot], of.ends[slot]);
            }
        };
    }

    /** A text of hex digits. */
    final void addHex(int slot) {
        ByteBuilder digits = new ByteBuilder(64);
        add(new FieldView() {
            @Override
            void csv(ByteBuilder row) {
                row.putHex(reader.bytes, slots.starts[slot], slots.ends[slot]);
            }

            @Override
            void text(Text into) {
                digits.clear();
                csv(digits);
                into.set(digits.array(), 0, digits.length());
            }
        });
    }

    /** A number; one that no long holds is null. */
    final void addNumber(Whole value) {
        add(new FieldView() {
            @Override
            void csv(ByteBuilder row) {
                if (!isNull()) {
                    row.put(value.value());
                }
            }

            @Override
            boolean isNull() {
                return !value.isThere();
            }

            @Override
            long whole() {
                return value.value();
            }
        });
    }

    /** An instant in epoch nanoseconds, unsigned, of which 0 is none. */
    final void addTime(Whole nanos) {
        add(new FieldView() {
            @Override
            void csv(ByteBuilder row) {
                if (nanos.value() != 0) {
                    row.end(timestamps.writeNanos(nanos.value(), row.room(CsvTimestamps.NANOS_ROOM), row.length()));
                }
            }

            @Override
            boolean isNull() {
                return nanos.value() == 0;
            }

            @Override
            long whole() {
                return Datetime.UNIX_EPOCH_TICKS + Long.divideUnsigned(nanos.value(), NANOS_PER_TICK);
            }
        });
    }

    /** Where a number comes from. */
    interface Whole {
        long value();

        default boolean isThere() {
            return true;
        }
    }

    /** A number that is null from 2^63 up. */
    interface Unsigned extends Whole {
        @Override
        default boolean isThere() {
            return value() >= 0;
        }
    }

    static long millis(long epochNanos) {
        return Long.divideUnsigned(epochNanos, NANOS_PER_MILLI);
    }

    static long nanos(long epochMillis) {
        return epochMillis * NANOS_PER_MILLI;
    }
}
