package io.adxflow.kql.values.regex;

import io.adxflow.kql.values.Text;
import io.adxflow.kql.values.Utf8;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether a regular expression matches anywhere in UTF-8 bytes: a deterministic automaton over classes of code points, whose states are made when they are first reached, and thrown away
 * when they are many. A step is one look into a table; a text without new states allocates nothing. Linear in the text, whatever the pattern. For one thread.
 *
 * <p>A state is a set of instructions, and of what kind the code point before was, where the pattern has borders of lines or words.
 */
public final class ByteMatcher {
    private static final int MAX_STATES = 1_000;
    /** Of the table, in states times classes. */
    private static final int MAX_CELLS = 1_000_000;

    private static final int UNKNOWN = -1;
    private static final int MATCHED = -2;
    private static final int DEAD = -3;

    /** What stands at a side of a place. */
    private enum Side {
        /** The begin or the end of the text. */
        NOTHING,
        NEW_LINE,
        WORD,
        OTHER
    }

    private final MatchProgram program;
    private final PointClasses classes;
    /** Of each class, for places. */
    private final Side[] sides;

    private final int width;
    private final int maxStates;

    private final Map<Key, Integer> states = new HashMap<>();
    private final List<Key> keys = new ArrayList<>();
    private int[] table = new int[0];
    /** Whether a text that ends here matches: {@link #UNKNOWN}, 0 or 1. */
    private int[] atEnd = new int[0];

    private final boolean[] marked;
    private final int[] stack;

    /** A state. */
    private record Key(int[] instructions, Side before) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && before == key.before && Arrays.equals(instructions, key.instructions);
        }

        @Override
        public int hashCode() {
            return 31 * Arrays.hashCode(instructions) + before.hashCode();
        }
    }

    private ByteMatcher(MatchProgram program) {
        this.program = program;
        List<CodePointSet> sets = new ArrayList<>(program.sets());
        if (program.hasPlaces()) {
            sets.add(SyntaxReader.NEW_LINE);
            sets.add(SyntaxReader.WORD);
        }
        this.classes = new PointClasses(sets);
        this.width = classes.count();
        this.sides = new Side[width];
        for (int i = 0; i < width && program.hasPlaces(); i++) {
            sides[i] = classes.isIn(i, sets.size() - 2)
                    ? Side.NEW_LINE
                    : classes.isIn(i, sets.size() - 1) ? Side.WORD : Side.OTHER;
        }
        this.maxStates = Math.max(10, Math.min(MAX_STATES, MAX_CELLS / width));
        this.marked = new boolean[program.size()];
        this.stack = new int[program.size()];
    }

    /**
     * A matcher of a pattern that re2j has taken.
     *
     * @param re2 the pattern as {@link RegexTranslator#toRe2} makes it
     * @return null when the pattern is too large for an automaton, or has what this one does not know; re2j then matches alone
     */
    public static @Nullable ByteMatcher of(String re2) {
        try {
            return new ByteMatcher(MatchProgram.of(SyntaxReader.read(re2)));
        } catch (SyntaxReader.UnknownSyntax left) {
            return null;
        }
    }

    /** Whether the pattern matches anywhere in a text. */
    public boolean matches(Text text) {
        byte[] bytes = text.bytes();
        return matches(bytes, text.from(), text.to());
    }

    /** Whether the pattern matches anywhere in a range of bytes. */
    public boolean matches(byte[] bytes, int from, int to) {
        int state = keys.isEmpty() ? first() : 0;
        for (int i = from; i < to; ) {
            int clazz;
            if (bytes[i] >= 0) {
                clazz = classes.ofAscii(bytes[i++]);
            } else {
                clazz = classes.of(Utf8.codePointAt(bytes, i, to));
                i += Utf8.sequenceLength(bytes, i, to);
            }
            int next = table[state * width + clazz];
            if (next == UNKNOWN) {
                next = step(state, clazz);
            }
            if (next < 0) {
                return next == MATCHED;
            }
            state = next;
        }
        if (atEnd[state] == UNKNOWN) {
            atEnd[state] = resolved(keys.get(state), Side.NOTHING) == null ? 1 : 0;
        }
        return atEnd[state] == 1;
    }

    /** The state at the begin of a text: always the first one. */
    private int first() {
        return state(new Key(closed(new int[] {program.start()}), Side.NOTHING));
    }

    private int step(int state, int clazz) {
        int[] resolved = resolved(keys.get(state), sides[clazz]);
        int result;
        if (resolved == null) {
            result = MATCHED;
        } else {
            int[] reached = new int[resolved.length + 1];
            int count = 0;
            for (int instruction : resolved) {
                if (program.operation(instruction) == MatchProgram.Operation.POINT
                        && classes.isIn(clazz, program.set(instruction))) {
                    reached[count++] = program.next(instruction);
                }
            }
            // A match may begin at each code point.
            reached[count++] = program.start();
            int[] closed = closed(Arrays.copyOf(reached, count));
            Key next = new Key(closed, program.hasPlaces() ? sides[clazz] : Side.OTHER);
            if (isDead(next)) {
                result = DEAD;
            } else if (keys.size() >= maxStates && !states.containsKey(next)) {
                forget();
                return state(next);
            } else {
                result = state(next);
            }
        }
        table[state * width + clazz] = result;
        return result;
    }

    /** Nothing can come of a state whose instructions all wait for the begin of the text, which is past. */
    private boolean isDead(Key key) {
        for (int instruction : key.instructions) {
            if (program.assertion(instruction) != Syntax.Assertion.BEGIN_TEXT) {
                return false;
            }
        }
        return true;
    }

    /** Begins anew; the first state must be that of a text's begin. */
    private void forget() {
        states.clear();
        keys.clear();
        first();
    }

    private int state(Key key) {
        Integer known = states.get(key);
        if (known != null) {
            return known;
        }
        int id = keys.size();
        keys.add(key);
        states.put(key, id);
        if (table.length < (id + 1) * width) {
            int capacity = Math.max(16, id * 2);
            table = Arrays.copyOf(table, capacity * width);
            atEnd = Arrays.copyOf(atEnd, capacity);
        }
        Arrays.fill(table, id * width, (id + 1) * width, UNKNOWN);
        atEnd[id] = UNKNOWN;
        return id;
    }

    /** All that is reached without a code point and without an assertion, in order, without the splits themselves. */
    private int[] closed(int[] from) {
        return closure(from, Side.NOTHING, Side.NOTHING, false);
    }

    /**
     * The instructions that take a code point once the assertions are decided.
     *
     * @return null when a match is reached
     */
    private int @Nullable [] resolved(Key key, Side behind) {
        int[] all = program.hasPlaces() ? closure(key.instructions, key.before, behind, true) : key.instructions;
        for (int instruction : all) {
            if (program.operation(instruction) == MatchProgram.Operation.MATCH) {
                return null;
            }
        }
        return all;
    }

    private int[] closure(int[] from, Side before, Side behind, boolean decide) {
        int depth = 0;
        for (int instruction : from) {
            depth = push(instruction, depth);
        }
        int[] visited = new int[program.size()];
        int count = 0;
        while (depth > 0) {
            int instruction = stack[--depth];
            visited[count++] = instruction;
            if (program.operation(instruction) == MatchProgram.Operation.SPLIT) {
                depth = push(program.next(instruction), depth);
                depth = push(program.other(instruction), depth);
            } else if (decide
                    && program.operation(instruction) == MatchProgram.Operation.PLACE
                    && holds(program.assertion(instruction), before, behind)) {
                depth = push(program.next(instruction), depth);
            }
        }
        int kept = 0;
        for (int i = 0; i < count; i++) {
            marked[visited[i]] = false;
            if (program.operation(visited[i]) != MatchProgram.Operation.SPLIT) {
                visited[kept++] = visited[i];
            }
        }
        int[] result = Arrays.copyOf(visited, kept);
        Arrays.sort(result);
        return result;
    }

    private int push(int instruction, int depth) {
        if (marked[instruction]) {
            return depth;
        }
        marked[instruction] = true;
        stack[depth] = instruction;
        return depth + 1;
    }

    private static boolean holds(Syntax.Assertion assertion, Side before, Side behind) {
        return switch (assertion) {
            case BEGIN_TEXT -> before == Side.NOTHING;
            case END_TEXT -> behind == Side.NOTHING;
            case BEGIN_LINE -> before == Side.NOTHING || before == Side.NEW_LINE;
            case END_LINE -> behind == Side.NOTHING || behind == Side.NEW_LINE;
            case WORD_BORDER -> (before == Side.WORD) != (behind == Side.WORD);
            case NO_WORD_BORDER -> (before == Side.WORD) == (behind == Side.WORD);
        };
    }
}
