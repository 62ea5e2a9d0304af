package io.adxflow.kql.rows.nodes;

import io.adxflow.kql.types.Datetime;
import io.adxflow.kql.types.Timespan;
import io.adxflow.kql.values.Conversions;
import io.adxflow.kql.values.DynamicValue;
import io.adxflow.kql.values.Text;
import io.adxflow.kql.values.Utf8;
import io.adxflow.kql.values.Xxh64;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code in} and {@code !in}, with or without regard to case: of a list that is the same for every record a table, else value by value. Null is in no list. */
public final class Membership {
    private Membership() {}

    /** @param constants the list, arrays taken apart, as the package {@code library} has its values */
    public static Node ofConstants(
            Node operand, List<@Nullable Object> constants, boolean ignoreCase, boolean negated) {
        if (operand instanceof TextNode text) {
            return texts(text, constants, ignoreCase, negated);
        }
        if (operand instanceof WholeNode whole && constants.stream().allMatch(one -> fits(whole, one))) {
            long[] sorted = constants.stream()
                    .filter(one -> one != null)
                    .mapToLong(Constants::whole)
                    .sorted()
                    .toArray();
            return new Predicate() {
                @Override
                int test() {
                    return of((whole.eval() && Arrays.binarySearch(sorted, whole.value()) >= 0) != negated);
                }
            };
        }
        return any(operand, constants, ignoreCase, negated);
    }

    private static boolean fits(WholeNode node, @Nullable Object value) {
        return switch (node.type()) {
            case BOOL -> value instanceof Boolean;
            case DATETIME -> value instanceof Datetime;
            case TIMESPAN -> value instanceof Timespan;
            default -> value == null || value instanceof Long;
        };
    }

    private static Node texts(TextNode operand, List<@Nullable Object> constants, boolean ignoreCase, boolean negated) {
        String[] strings = constants.stream()
                .filter(one -> one instanceof String)
                .map(Conversions::toText)
                .toArray(String[]::new);
        if (ignoreCase) {
            return TextTests.ofList(TextTests.Search.EQUALS, operand, strings, false, false, negated);
        }
        TextTable table = new TextTable(strings);
        return new Predicate() {
            @Override
            int test() {
                return of(table.contains(operand.text()) != negated);
            }
        };
    }

    private static Node any(Node operand, List<@Nullable Object> constants, boolean ignoreCase, boolean negated) {
        Set<Object> exact = new HashSet<>();
        constants.forEach(one -> exact.add(key(one, ignoreCase)));
        TextTable texts = new TextTable(constants.stream()
                .filter(one -> one instanceof String)
                .map(Conversions::toText)
                .toArray(String[]::new));
        return new Predicate() {
            private final Text text = new Text();

            @Override
            int test() {
                return of((operand.eval() && isIn()) != negated);
            }

            private boolean isIn() {
                if (!ignoreCase
                        && operand instanceof DynamicNode dynamic
                        && dynamic.value().isPlain()) {
                    dynamic.value().text(text);
                    return texts.contains(text);
                }
                return exact.contains(key(operand.boxed(), ignoreCase));
            }
        };
    }

    /** A list with values that depend on the record. */
    public static Node ofNodes(Node operand, Node[] list, boolean ignoreCase, boolean negated) {
        return new Predicate() {
            @Override
            int test() {
                Object value = operand.evalBoxed();
                return of((value != null && isIn(value)) != negated);
            }

            private boolean isIn(Object value) {
                Object folded = ignoreCase && value instanceof String ? key(value, true) : null;
                for (Node node : list) {
                    Object one = node.evalBoxed();
                    if (one instanceof List<?> several) {
                        for (Object element : several) {
                            if (same(value, folded, element)) {
                                return true;
                            }
                        }
                    } else if (same(value, folded, one)) {
                        return true;
                    }
                }
                return false;
            }
        };
    }

    /** @param folded the value as a text without regard to case; null when it is none, or case counts */
    private static boolean same(Object value, @Nullable Object folded, @Nullable Object other) {
        return (folded != null && other instanceof String)
                ? folded.equals(key(other, true))
                : other != null && DynamicValue.same(value, other);
    }

    private static Object key(@Nullable Object value, boolean ignoreCase) {
        if (value == null) {
            return Membership.class;
        }
        if (value instanceof Long whole) {
            return whole.doubleValue() == whole ? (Object) whole.doubleValue() : whole;
        }
        return value instanceof String text && ignoreCase
                ? text.codePoints()
                        .map(Utf8::fold)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString()
                : value;
    }

    /** A set of texts that finds one by its bytes, without making anything. */
    private static final class TextTable {
        private final @Nullable Text[] slots;

        TextTable(String[] strings) {
            slots = new Text[Integer.highestOneBit(Math.max(4, strings.length * 2)) * 2];
            for (String string : strings) {
                Text text = Text.of(string);
                int slot = slot(text);
                while (slots[slot] != null) {
                    slot = (slot + 1) % slots.length;
                }
                slots[slot] = text;
            }
        }

        boolean contains(Text text) {
            for (int slot = slot(text); ; slot = (slot + 1) % slots.length) {
                Text there = slots[slot];
                if (there == null) {
                    return false;
                }
                if (there.sameAs(text)) {
                    return true;
                }
            }
        }

        private int slot(Text text) {
            byte[] bytes = text.bytes();
            return (int) (Xxh64.hash(bytes, text.from(), text.to()) & slots.length - 1);
        }
    }
}
