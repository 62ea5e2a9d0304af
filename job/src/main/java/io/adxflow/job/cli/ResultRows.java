package io.adxflow.job.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A result as commands write it, whatever language asked for it: read once, row by row. */
interface ResultRows {
    /** The columns. */
    List<String> names();

    /** Goes to the next row; false behind the last. */
    boolean next() throws SQLException;

    /** The value of a column, from 0, as text; null when there is none. */
    @Nullable
    String text(int column) throws SQLException;

    /** The same as JSON: numbers that are not finite as strings, since JSON has no other way to say them. */
    JsonNode json(int column) throws SQLException;
}
