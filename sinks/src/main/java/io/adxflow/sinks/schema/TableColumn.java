package io.adxflow.sinks.schema;

/**
 * A column of a table.
 *
 * @param name what it is called at destinations
 * @param type as in {@link io.adxflow.sinks.batch.TableSchema.Column}
 * @param asked what rows call it: the same as {@code name}, unless that was taken by a column of another type
 * @param since the first version that has it
 * @param origin who said that there is such a column
 * @param moniker the only one where it is so; empty for all
 */
public record TableColumn(String name, String type, String asked, int since, Origin origin, String moniker) {

    /** Where a column is known from. */
    public enum Origin {
        /** Rows have it. */
        ROWS,
        /** Somebody who may change the pipeline said that rows will: the name is kept for them. */
        HINT,
        /** A sender said so. Rows with a column of that name, whatever its type, take its place. */
        SENDER,
        /** The table at a destination has it. */
        TABLE
    }

    boolean isAt(String place) {
        return moniker.isEmpty() || moniker.equals(place);
    }

    /** Whether its name is out of reach for a column of another type. */
    boolean takesName() {
        return origin != Origin.SENDER;
    }
}
