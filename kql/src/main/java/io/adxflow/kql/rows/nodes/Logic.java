package io.adxflow.kql.rows.nodes;

import io.adxflow.kql.values.Conversions;

/** {@code and}, {@code or}, {@code not} with three values, and what asks whether a value is there. */
public final class Logic {
    private Logic() {}

    /** False when one side is, else null when one side is; the right side is not asked when the left one is false. */
    public static Node and(WholeNode left, WholeNode right) {
        return new Predicate() {
            @Override
            int test() {
                int first = ask(left);
                if (first == 0) {
                    return 0;
                }
                int second = ask(right);
                return second == 0 ? 0 : Math.min(first, second);
            }
        };
    }

    /** True when one side is, else null when one side is; the right side is not asked when the left one is true. */
    public static Node or(WholeNode left, WholeNode right) {
        return new Predicate() {
            @Override
            int test() {
                int first = ask(left);
                if (first == 1) {
                    return 1;
                }
                int second = ask(right);
                return second == 1 ? 1 : Math.min(first, second);
            }
        };
    }

    /** Null of null. */
    public static Node not(WholeNode operand) {
        return new Predicate() {
            @Override
            int test() {
                int inner = ask(operand);
                return inner < 0 ? UNKNOWN : 1 - inner;
            }
        };
    }

    /** {@code isnull} and {@code isnotnull}: never true, or always, for strings. */
    public static Node isNull(Node operand, boolean negated) {
        return new Predicate() {
            @Override
            int test() {
                return of(operand.eval() == negated);
            }
        };
    }

    /** {@code isempty} and {@code isnotempty}: null or {@code ""}. */
    public static Node isEmpty(Node operand, boolean negated) {
        return new Predicate() {
            @Override
            int test() {
                return of(empty() != negated);
            }

            private boolean empty() {
                if (operand instanceof TextNode text) {
                    return text.text().isEmpty();
                }
                if (!operand.eval()) {
                    return true;
                }
                return operand instanceof DynamicNode dynamic
                        && "".equals(Conversions.toText(dynamic.value().tree()));
            }
        };
    }

    private static int ask(WholeNode node) {
        return node.eval() ? node.value() == 0 ? 0 : 1 : Predicate.UNKNOWN;
    }
}
