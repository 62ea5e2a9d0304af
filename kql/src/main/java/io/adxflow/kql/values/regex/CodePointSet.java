package io.adxflow.kql.values.regex;

import io.adxflow.kql.values.Utf8;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** A set of Unicode code points, for what classes of regular expressions say of one another. Immutable. */
final class CodePointSet {
    private static final int SIZE = Character.MAX_CODE_POINT + 1;
    private static final Map<String, CodePointSet> CATEGORIES = new HashMap<>();

    private final BitSet points;

    private CodePointSet(BitSet points) {
        this.points = points;
    }

    static CodePointSet none() {
        return new CodePointSet(new BitSet());
    }

    static CodePointSet range(int from, int to) {
        BitSet set = new BitSet();
        set.set(from, to + 1);
        return new CodePointSet(set);
    }

    static CodePointSet where(IntPredicate predicate) {
        BitSet set = new BitSet(SIZE);
        for (int i = 0; i < SIZE; i++) {
            if (predicate.test(i)) {
                set.set(i);
            }
        }
        return new CodePointSet(set);
    }

    /** As {@link #where}, calculated once for a name. */
    static synchronized CodePointSet kept(String name, IntPredicate predicate) {
        CodePointSet known = CATEGORIES.get(name);
        if (known == null) {
            known = where(predicate);
            CATEGORIES.put(name, known);
        }
        return known;
    }

    /** {@code \p{…}}: a general category by its short name, or a script; null when there is none of that name. */
    static synchronized @Nullable CodePointSet property(String name) {
        CodePointSet known = CATEGORIES.get(name);
        if (known == null) {
            try {
                java.util.regex.Pattern pattern = java.util.regex.Pattern.compile(
                        name.length() <= 2 ? "\\p{" + name + "}" : "\\p{Is" + name + "}");
                known = where(
                        point -> pattern.matcher(Character.toString(point)).matches());
            } catch (java.util.regex.PatternSyntaxException unknown) {
                return null;
            }
            CATEGORIES.put(name, known);
        }
        return known;
    }

    /** Every code point but the halves of pairs, which UTF-8 does not have. */
    static CodePointSet all() {
        return none().complement();
    }

    boolean contains(int point) {
        return points.get(point);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CodePointSet set && points.equals(set.points);
    }

    @Override
    public int hashCode() {
        return points.hashCode();
    }

    /** How many there are. */
    int size() {
        return points.cardinality();
    }

    /** The first one; -1 when there is none. */
    int first() {
        return points.nextSetBit(0);
    }

    /** These and what differs from one of them only in case. */
    CodePointSet withOtherCases() {
        BitSet result = copy();
        Map<Integer, int[]> cases = OtherCases.BY_FOLDED;
        points.stream().forEach(point -> {
            int[] others = cases.get(Utf8.fold(point));
            if (others != null) {
                for (int other : others) {
                    result.set(other);
                }
            }
        });
        return new CodePointSet(result);
    }

    /** Calls for each range of neighbours, without the halves of pairs. */
    void forEachRange(RangeConsumer consumer) {
        BitSet valid = copy();
        valid.clear(Character.MIN_SURROGATE, Character.MAX_SURROGATE + 1);
        for (int from = valid.nextSetBit(0); from >= 0; ) {
            int behind = valid.nextClearBit(from);
            consumer.range(from, behind - 1);
            from = valid.nextSetBit(behind);
        }
    }

    /** Takes a range, both ends included. */
    interface RangeConsumer {
        void range(int from, int to);
    }

    /** The code points that have one folded form, where there are several; calculated when first used. */
    private static final class OtherCases {
        static final Map<Integer, int[]> BY_FOLDED = new HashMap<>();

        static {
            Map<Integer, List<Integer>> all = new HashMap<>();
            for (int point = 0; point < SIZE; point++) {
                int folded = Utf8.fold(point);
                if (folded != point) {
                    all.computeIfAbsent(folded, key -> new ArrayList<>(List.of(key)))
                            .add(point);
                }
            }
            all.forEach((folded, points) -> BY_FOLDED.put(
                    folded, points.stream().mapToInt(Integer::intValue).toArray()));
        }
    }

    CodePointSet union(CodePointSet other) {
        BitSet result = copy();
        result.or(other.points);
        return new CodePointSet(result);
    }

    CodePointSet intersection(CodePointSet other) {
        BitSet result = copy();
        result.and(other.points);
        return new CodePointSet(result);
    }

    CodePointSet without(CodePointSet other) {
        BitSet result = copy();
        result.andNot(other.points);
        return new CodePointSet(result);
    }

    CodePointSet inEitherAlone(CodePointSet other) {
        BitSet result = copy();
        result.xor(other.points);
        return new CodePointSet(result);
    }

    CodePointSet complement() {
        BitSet result = copy();
        result.flip(0, SIZE);
        return new CodePointSet(result);
    }

    private BitSet copy() {
        return (BitSet) points.clone();
    }

    /** As a class that RE2 reads. */
    String toClass() {
        if (points.isEmpty()) {
            return "[^\\x{0}-\\x{10ffff}]";
        }
        StringBuilder text = new StringBuilder("[");
        for (int from = points.nextSetBit(0); from >= 0; ) {
            int behind = points.nextClearBit(from);
            text.append(String.format("\\x{%x}", from));
            if (behind - 1 > from) {
                text.append(String.format("-\\x{%x}", behind - 1));
            }
            from = points.nextSetBit(behind);
        }
        return text.append(']').toString();
    }
}
