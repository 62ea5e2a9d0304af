package io.adxflow.job.rules.scrub;

import io.adxflow.job.rules.scrub.ScrubPlace.Kind;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What of a message of protobuf is kept, field by field, and which of it are texts. Built once, then immutable. */
final class Shape {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int DELIMITED = 2;
    private static final int FIXED32 = 5;

    /** What a field is. */
    enum As {
        /** Numbers, ids and what else is no text. */
        KEPT,
        TEXT,
        /** OTLP's {@code AnyValue}. */
        VALUE,
        /** OTLP's {@code KeyValue}. */
        PAIR,
        /** A label of Prometheus, of two texts. */
        LABEL,
        MESSAGE,
        /** A message that goes alone when a rule drops what it is in. */
        UNIT
    }

    /**
     * One field.
     *
     * @param column that holds its text; empty outside of tables of records
     */
    record Field(int number, As as, Kind kind, String column, Shape shape) {}

    private final Map<Integer, Field> fields = new HashMap<>();

    /** The field of a tag; null for one that is not known. */
    @Nullable
    Field field(int tag) {
        return fields.get(tag);
    }

    Shape varints(int... numbers) {
        return kept(VARINT, numbers);
    }

    Shape fixed64(int... numbers) {
        return kept(FIXED64, numbers);
    }

    Shape fixed32(int... numbers) {
        return kept(FIXED32, numbers);
    }

    /** Ids, and texts that no rule looks at. */
    Shape bytes(int... numbers) {
        return kept(DELIMITED, numbers);
    }

    /** Numbers that may be many. */
    Shape packed(int... numbers) {
        return kept(VARINT, numbers).kept(FIXED64, numbers).kept(DELIMITED, numbers);
    }

    private Shape kept(int wireType, int... numbers) {
        for (int number : numbers) {
            fields.put(number << 3 | wireType, new Field(number, As.KEPT, Kind.COLUMN, "", this));
        }
        return this;
    }

    Shape text(int number, Kind kind, String column) {
        return put(new Field(number, As.TEXT, kind, column, this));
    }

    Shape value(int number, Kind kind, String column) {
        return put(new Field(number, As.VALUE, kind, column, this));
    }

    Shape pairs(int number, Kind kind, String column) {
        return put(new Field(number, As.PAIR, kind, column, this));
    }

    Shape labels(int number, Kind kind) {
        return put(new Field(number, As.LABEL, kind, "", this));
    }

    Shape message(int number, Shape shape) {
        return put(new Field(number, As.MESSAGE, Kind.COLUMN, "", shape));
    }

    Shape units(int number, Shape shape) {
        return put(new Field(number, As.UNIT, Kind.COLUMN, "", shape));
    }

    private Shape put(Field field) {
        fields.put(field.number() << 3 | DELIMITED, field);
        return this;
    }
}
