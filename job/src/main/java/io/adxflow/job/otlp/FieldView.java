package io.adxflow.job.otlp;

import io.adxflow.job.tables.ByteBuilder;
import io.adxflow.kql.values.Text;
import io.adxflow.sources.wire.MalformedBodyException;
import org.jspecify.annotations.Nullable;

/** One column of a record's table, read from the record when it is asked for. */
abstract class FieldView {

    /** Writes the field into a CSV row as the encoders without rules do. */
    abstract void csv(ByteBuilder row) throws MalformedBodyException, RefusedRecordException;

    boolean isNull() {
        return false;
    }

    /** A number, or a datetime's ticks. */
    long whole() {
        throw new IllegalStateException("no number");
    }

    void text(Text into) {
        throw new IllegalStateException("no text");
    }

    /** The field as JSON, for those of type dynamic. */
    @Nullable
    JsonField json() {
        return null;
    }
}
