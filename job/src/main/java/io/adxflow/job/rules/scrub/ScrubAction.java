package io.adxflow.job.rules.scrub;

import org.jspecify.annotations.Nullable;

/** What becomes of a sensitive text. */
public enum ScrubAction {
    /** Asterisks stand for it, as many whatever its length. */
    MASK("mask"),
    /** As above, but for its last four characters, if it has eight or more. */
    KEEP_LAST_4("keep-last-4"),
    /** The rule's own text stands for it. */
    REPLACE("replace"),
    /** Its HMAC-SHA-256 stands for it, behind the key's id. */
    HASH("hash"),
    /** The label, attribute, key or column that holds it goes. */
    DROP_FIELD("drop-field"),
    /** The record or series that holds it goes. */
    DROP_RECORD("drop-record");

    private final String text;

    ScrubAction(String text) {
        this.text = text;
    }

    /** As the configuration writes it. */
    public String text() {
        return text;
    }

    /** The one of that text, or null. */
    public static @Nullable ScrubAction of(String text) {
        for (ScrubAction action : values()) {
            if (action.text.equals(text)) {
                return action;
            }
        }
        return null;
    }
}
