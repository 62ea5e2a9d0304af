package io.adxflow.job.rules.transform;

import java.io.Serializable;

/**
 * The programs of one namespace as they are configured; an empty one changes nothing.
 *
 * @param logs over log records
 * @param traces over spans
 * @param metrics over the labels of series
 * @param onError what becomes of a record whose program fails
 */
public record TransformSpec(String logs, String traces, String metrics, OnError onError) implements Serializable {
    /** Changes nothing. */
    public static final TransformSpec NONE = new TransformSpec("", "", "", OnError.KEEP);

    /** What becomes of a record whose program fails. */
    public enum OnError {
        /** It goes on as it came. */
        KEEP("keep"),
        /** It goes to the dead letters. */
        DEAD_LETTER("dead-letter");

        private final String text;

        OnError(String text) {
            this.text = text;
        }

        /** As the configuration writes it. */
        public String text() {
            return text;
        }
    }
}
