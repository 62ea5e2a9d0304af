package io.adxflow.job.rules.scrub;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Where a rule looks.
 *
 * @param kind of text
 * @param name a pattern that all of a label's, attribute's or column's name must match; empty for all of them
 */
public record ScrubPlace(Kind kind, String name) implements Serializable {

    /** Kinds of texts. */
    public enum Kind {
        EVERYTHING("everything", ""),
        BODY("body", ""),
        LABEL("labels", "label"),
        ATTRIBUTE("attributes", "attribute"),
        RESOURCE("resources", "resource"),
        SCOPE("scopes", ""),
        SPAN_NAME("span-names", ""),
        EVENT("events", ""),
        LINK("links", ""),
        EXEMPLAR("exemplars", ""),
        COLUMN("columns", "column");

        private final String all;
        private final String one;

        Kind(String all, String one) {
            this.all = all;
            this.one = one;
        }
    }

    /** Reads {@code body}, {@code attributes}, {@code attribute:user\..*}; null when it is none. */
    public static @Nullable ScrubPlace parse(String text) {
        for (Kind kind : Kind.values()) {
            if (kind.all.equals(text)) {
                return new ScrubPlace(kind, "");
            }
            if (!kind.one.isEmpty() && text.startsWith(kind.one + ":") && text.length() > kind.one.length() + 1) {
                return new ScrubPlace(kind, text.substring(kind.one.length() + 1));
            }
        }
        return null;
    }

    /** As {@link #parse} reads it. */
    public String text() {
        return name.isEmpty() ? kind.all : kind.one + ":" + name;
    }
}
