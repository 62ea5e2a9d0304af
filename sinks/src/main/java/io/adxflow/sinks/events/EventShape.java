package io.adxflow.sinks.events;

/**
 * What becomes of rows.
 *
 * @param format of a row
 * @param keyBySeries key events by the column {@code SeriesId} where a table has one; else by database and table
 * @param bundleBytes rows of a series that follow each other share an event up to this size, a line each; 0 for an event per row
 * @param maxBytes of an event's value; a longer row is sent in parts
 */
public record EventShape(Format format, boolean keyBySeries, int bundleBytes, int maxBytes) {
    /** How a row is written. */
    public enum Format {
        JSON,
        CSV
    }
}
