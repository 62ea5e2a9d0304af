package io.adxflow.sources.wire;

/** Where a reader is within nested messages, for error texts. Costs two stores a message, and text only on a fault. */
final class MessagePath {
    private static final int MAX_KNOWN_DEPTH = 8;

    private final String[] fields = new String[MAX_KNOWN_DEPTH];
    private final int[] indexes = new int[MAX_KNOWN_DEPTH];
    private int depth;

    void clear() {
        depth = 0;
    }

    int depth() {
        return depth;
    }

    /** @param index the number within a repeated field, or -1 */
    void enter(String field, int index) {
        fields[depth] = field;
        indexes[depth] = index;
        depth++;
    }

    void leave() {
        depth--;
    }

    @Override
    public String toString() {
        if (depth == 0) {
            return "request";
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < depth; i++) {
            text.append(i == 0 ? "" : ".").append(fields[i]);
            if (indexes[i] >= 0) {
                text.append('[').append(indexes[i]).append(']');
            }
        }
        return text.toString();
    }
}
