package io.adxflow.sources.wire;

/** Where a reader is within nested messages, for error texts. Costs a store a message, and text only on a fault. */
final class MessagePath {
    /** What lies deeper is counted but not named. */
    private static final int MAX_NAMED_DEPTH = 8;

    private final String[] fields = new String[MAX_NAMED_DEPTH];
    private final int[] indexes = new int[MAX_NAMED_DEPTH];
    private int depth;

    void clear() {
        depth = 0;
    }

    int depth() {
        return depth;
    }

    /** @param index the number within a repeated field, or -1 */
    void enter(String field, int index) {
        if (depth < MAX_NAMED_DEPTH) {
            // Mostly the same as before; writing a reference costs the garbage collector's bookkeeping, reading one
            // does not.
            if (!field.equals(fields[depth])) {
                fields[depth] = field;
            }
            indexes[depth] = index;
        }
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
        for (int i = 0; i < Math.min(depth, MAX_NAMED_DEPTH); i++) {
            text.append(i == 0 ? "" : ".").append(fields[i]);
            if (indexes[i] >= 0) {
                text.append('[').append(indexes[i]).append(']');
            }
        }
        return text.toString();
    }
}
