package io.adxflow.job.cli;

/** What a dead letter's reason means to the one who runs adxflow. The reasons are those of the rows' dead letters. */
record DeadLetterAdvice(String meaning, String remedy) {
    static DeadLetterAdvice of(String reason) {
        return switch (reason) {
            case "EMPTY_TABLE_NAME" ->
                new DeadLetterAdvice(
                        "The metric's name holds no ASCII letter or digit, so no table name is left of it.",
                        "Rename the metric at its sender (metric_relabel_configs on __name__).");
            case "LABELS_TOO_LARGE" ->
                new DeadLetterAdvice(
                        "The labels' JSON is larger than rows.max-labels-size; Azure Data Explorer would store null"
                                + " instead.",
                        "Drop or shorten the longest labels at the sender; 'detail' has the size.");
            case "VALUE_TOO_LARGE" ->
                new DeadLetterAdvice(
                        "A value of a log record, span, exemplar, histogram or metadata is larger than"
                                + " rows.max-labels-size; Azure Data Explorer would store null or cut it.",
                        "Shorten the value at the sender; 'detail' has the column and the size, 'row' all columns.");
            case "TIMESTAMP_OUT_OF_RANGE" ->
                new DeadLetterAdvice(
                        "The timestamp lies outside the years 0001 to 9999, all that a datetime column holds.",
                        "The sender likely sends seconds or nanoseconds where milliseconds are meant; correct it"
                                + " there.");
            case "UNREADABLE_INPUT" ->
                new DeadLetterAdvice(
                        "A blob, an event or a row that was listened for cannot be read, or its namespace does not take it.",
                        "'series' names it, of a row its table, and 'detail' says why and what of it was taken. Mended under"
                                + " another name, or written anew, a blob is taken again; a row by ./adxflow replay"
                                + " dead-letters.");
            default ->
                new DeadLetterAdvice(
                        "This version knows nothing of this reason.", "See 'detail' of the entries below.");
        };
    }
}
