package io.adxflow.sinks.delivery;

/** Writes small JSON objects, one member per line. */
public final class Json {
    private final StringBuilder out = new StringBuilder("{");
    private boolean any;

    public Json text(String name, String value) {
        member(name);
        out.append(quote(value));
        return this;
    }

    public Json number(String name, long value) {
        member(name);
        out.append(value);
        return this;
    }

    /** A member whose value is JSON already. */
    public Json raw(String name, String json) {
        member(name);
        out.append(json);
        return this;
    }

    public String end() {
        return out.append(any ? "\n}\n" : "}\n").toString();
    }

    /** The same in one line, with its end. */
    public String line() {
        // Line ends stand between members only: in values they are escaped.
        return out.append("}\n").toString().replace("\n  ", " ");
    }

    private void member(String name) {
        out.append(any ? ",\n  " : "\n  ").append(quote(name)).append(": ");
        any = true;
    }

    /** A JSON string (RFC 8259). */
    public static String quote(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ') {
                quoted.append(String.format("\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
