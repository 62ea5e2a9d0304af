package io.adxflow.sinks.blob.parquet;

import io.adxflow.sinks.batch.TableSchema;
import io.adxflow.sinks.batch.TableSchema.Column;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/** Writes rows of CSV into the columns of a table. For one thread. */
final class RowWriteSupport extends WriteSupport<CsvRows> {
    private static final int SHOWN_CHARS = 60;

    private final List<Column> columns;
    private final ColumnKind[] kinds;
    private final MessageType type;
    private final Map<String, String> facts;
    private @Nullable RecordConsumer consumer;

    /** @param facts what the file's footer holds besides */
    RowWriteSupport(TableSchema schema, boolean nanoseconds, Map<String, String> facts) {
        this.columns = schema.columns();
        this.facts = facts;
        kinds = new ColumnKind[columns.size()];
        Type[] types = new Type[kinds.length];
        for (int i = 0; i < kinds.length; i++) {
            kinds[i] = ColumnKind.of(columns.get(i).type(), nanoseconds);
            types[i] = kinds[i].of(columns.get(i).name());
        }
        type = new MessageType("row", types);
    }

    @Override
    @Deprecated
    public WriteContext init(Configuration configuration) {
        return new WriteContext(type, facts);
    }

    @Override
    public WriteContext init(ParquetConfiguration configuration) {
        return new WriteContext(type, facts);
    }

    @Override
    public void prepareForWrite(RecordConsumer recordConsumer) {
        consumer = recordConsumer;
    }

    @Override
    public void write(CsvRows row) {
        RecordConsumer to = consumer;
        if (to == null) {
            throw new IllegalStateException("not prepared");
        }
        // What is behind the schema's columns, the cluster leaves out too; what is missing is null.
        int fields = Math.min(kinds.length, row.fields());
        to.startMessage();
        for (int i = 0; i < fields; i++) {
            int length = row.length(i);
            if (length == 0 && kinds[i].hasNull()) {
                continue;
            }
            to.startField(columns.get(i).name(), i);
            try {
                kinds[i].add(to, row.bytes(), row.offset(i), length);
            } catch (NumberFormatException | ArithmeticException e) {
                throw new BadValueException("row " + row.number() + ", column "
                        + columns.get(i).name() + ": "
                        + Values.text(row.bytes(), row.offset(i), Math.min(length, SHOWN_CHARS)) + " (expected: "
                        + columns.get(i).type() + ")");
            }
            to.endField(columns.get(i).name(), i);
        }
        to.endMessage();
    }

    /** The library lets through no checked ones. */
    static final class BadValueException extends RuntimeException {
        BadValueException(String message) {
            super(message);
        }
    }
}
