package io.adxflow.kql.values.regex;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A regular expression as instructions over code points, for {@link ByteMatcher}: a code point of a set, two ways on, a place, a match.
 *
 * <p>Source: Thompson's construction as in Cox, "Regular Expression Matching: the Virtual Machine Approach".
 */
final class MatchProgram {
    enum Operation {
        /** Takes a code point of a set, then goes on at {@code next}. */
        POINT,
        /** Goes on at {@code next} and at {@code other}. */
        SPLIT,
        /** Goes on at {@code next} where an assertion holds. */
        PLACE,
        /** Has matched. */
        MATCH
    }

    /** Instructions: more are refused, since sets of them are what a matcher keeps. */
    private static final int MAX_SIZE = 20_000;

    private Operation[] operations = new Operation[64];
    private int[] next = new int[64];
    /** The other way of a split, or the index of a set. */
    private int[] other = new int[64];

    private Syntax.Assertion[] assertions = new Syntax.Assertion[64];
    private int size;
    private int start;
    private boolean hasPlaces;

    private final Map<CodePointSet, Integer> indexes = new HashMap<>();
    private final List<CodePointSet> sets = new ArrayList<>();

    private MatchProgram() {}

    static MatchProgram of(Syntax syntax) throws SyntaxReader.UnknownSyntax {
        MatchProgram program = new MatchProgram();
        int match = program.add(Operation.MATCH, -1, -1);
        program.start = program.compile(syntax, match);
        return program;
    }

    int size() {
        return size;
    }

    int start() {
        return start;
    }

    /** Whether it asks what stands before and behind. */
    boolean hasPlaces() {
        return hasPlaces;
    }

    Operation operation(int instruction) {
        return operations[instruction];
    }

    int next(int instruction) {
        return next[instruction];
    }

    /** The second way of a split. */
    int other(int instruction) {
        return other[instruction];
    }

    /** The set of {@link Operation#POINT}, as an index into {@link #sets}. */
    int set(int instruction) {
        return other[instruction];
    }

    Syntax.Assertion assertion(int instruction) {
        return assertions[instruction];
    }

    /** All sets of code points, each once. */
    List<CodePointSet> sets() {
        return sets;
    }

    /** Compiled from the end, so that what follows is known. */
    private int compile(Syntax syntax, int then) throws SyntaxReader.UnknownSyntax {
        if (syntax instanceof Syntax.Empty) {
            return then;
        }
        if (syntax instanceof Syntax.Points points) {
            Integer index = indexes.get(points.set());
            if (index == null) {
                index = sets.size();
                sets.add(points.set());
                indexes.put(points.set(), index);
            }
            return add(Operation.POINT, then, index);
        }
        if (syntax instanceof Syntax.Concat concat) {
            int begin = then;
            for (int i = concat.parts().size() - 1; i >= 0; i--) {
                begin = compile(concat.parts().get(i), begin);
            }
            return begin;
        }
        if (syntax instanceof Syntax.Alternate alternate) {
            int first = compile(alternate.choices().get(0), then);
            for (int i = 1; i < alternate.choices().size(); i++) {
                first = add(Operation.SPLIT, first, compile(alternate.choices().get(i), then));
            }
            return first;
        }
        if (syntax instanceof Syntax.Repeat repeat) {
            return repeat(repeat, then);
        }
        hasPlaces = true;
        int place = add(Operation.PLACE, then, -1);
        assertions[place] = ((Syntax.Place) syntax).assertion();
        return place;
    }

    private int repeat(Syntax.Repeat repeat, int then) throws SyntaxReader.UnknownSyntax {
        int begin = then;
        int copies = repeat.min();
        if (repeat.max() == Integer.MAX_VALUE) {
            int loop = add(Operation.SPLIT, -1, then);
            // Compiling may move the array.
            int body = compile(repeat.part(), loop);
            next[loop] = body;
            // The last of the copies that must be there is the loop's own.
            begin = copies > 0 ? body : loop;
            copies = Math.max(0, copies - 1);
        } else {
            for (int i = repeat.min(); i < repeat.max(); i++) {
                begin = add(Operation.SPLIT, compile(repeat.part(), begin), then);
            }
        }
        for (int i = 0; i < copies; i++) {
            begin = compile(repeat.part(), begin);
        }
        return begin;
    }

    private int add(Operation operation, int then, int orElse) throws SyntaxReader.UnknownSyntax {
        if (size == MAX_SIZE) {
            throw new SyntaxReader.UnknownSyntax("too large");
        }
        if (size == operations.length) {
            int larger = size * 2;
            operations = Arrays.copyOf(operations, larger);
            next = Arrays.copyOf(next, larger);
            other = Arrays.copyOf(other, larger);
            assertions = Arrays.copyOf(assertions, larger);
        }
        operations[size] = operation;
        next[size] = then;
        other[size] = orElse;
        return size++;
    }
}
