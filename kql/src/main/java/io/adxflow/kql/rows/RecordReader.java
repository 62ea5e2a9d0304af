package io.adxflow.kql.rows;

import io.adxflow.kql.values.DynamicValue;
import io.adxflow.kql.values.Text;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one record, by the position of their column in the program's schema. Each method is called for columns of its types only. What is set into a text or a
 * dynamic value may refer to the record's own bytes, which must then stay as they are until the program is done with the record.
 */
public interface RecordReader {

    /** Whether the field is null. Not called for strings, which never are. */
    boolean isNull(int column);

    /** A {@code bool} (1 or 0), {@code int}, {@code long}, or the ticks of a {@code datetime} or {@code timespan}; not called for nulls. */
    long whole(int column);

    /** A {@code real}; not called for nulls. */
    double real(int column);

    /** A {@code string}. */
    void text(int column, Text into);

    /** A {@code dynamic}, raw JSON or a tree; not called for nulls. */
    void dynamic(int column, DynamicValue into);

    /** A {@code decimal} ({@link java.math.BigDecimal}) or a {@code guid} ({@link java.util.UUID}). */
    @Nullable
    Object object(int column);

    /**
     * The value of a key at the top of a {@code dynamic}, for readers that find it without the whole.
     *
     * @param key the key's UTF-8
     * @param into set to the value, or to null when there is no such key
     * @return false when this reader has no way of its own; the program then asks for the whole
     */
    default boolean field(int column, byte[] key, String keyText, DynamicValue into) {
        return false;
    }
}
