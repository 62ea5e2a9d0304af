package io.adxflow.kql.rows.nodes;

import io.adxflow.kql.types.KqlType;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Nodes that have the value of one of several others of their type: {@code iff}, {@code case}, {@code coalesce}, {@code max_of}, {@code min_of}. */
public final class Choices {
    private Choices() {}

    /**
     * A node of a type.
     *
     * @param choice says at each evaluation which node it is; null for none
     */
    public static Node of(KqlType type, Supplier<@Nullable Node> choice) {
        return switch (type) {
            case BOOL, INT, LONG, DATETIME, TIMESPAN -> new Whole(type, choice);
            case REAL -> new Real(choice);
            case STRING -> new Chosen(choice);
            case DECIMAL, GUID -> new Other(type, choice);
            case DYNAMIC, UNKNOWN -> new Dynamic(choice);
        };
    }

    /** {@code iff} and {@code case}: predicates and values in turn, then the value when no predicate is true. */
    public static Node cases(KqlType type, Node[] arguments) {
        return of(type, () -> {
            int last = arguments.length - 1;
            for (int i = 0; i < last; i += 2) {
                if (((WholeNode) arguments[i]).isTrue()) {
                    return arguments[i + 1];
                }
            }
            return arguments[last];
        });
    }

    /** {@code coalesce}: the first that is neither null nor {@code ""}. */
    public static Node coalesce(KqlType type, Node[] arguments) {
        return of(type, () -> {
            for (Node argument : arguments) {
                if (argument instanceof TextNode text ? !text.text().isEmpty() : argument.eval()) {
                    return argument;
                }
            }
            return null;
        });
    }

    /** {@code max_of} and {@code min_of}: nulls do not count. */
    public static Node extreme(KqlType type, Node[] arguments, boolean max) {
        return of(type, () -> {
            Node best = null;
            for (Node argument : arguments) {
                if (argument.eval()
                        && (best == null
                                || (max
                                        ? Comparisons.order(argument, best) > 0
                                        : Comparisons.order(argument, best) < 0))) {
                    best = argument;
                }
            }
            return best;
        });
    }

    private static final class Whole extends WholeNode {
        private final Supplier<@Nullable Node> choice;

        Whole(KqlType type, Supplier<@Nullable Node> choice) {
            super(type);
            this.choice = choice;
        }

        @Override
        boolean compute() {
            if (!(choice.get() instanceof WholeNode node) || !node.eval()) {
                return false;
            }
            value = node.value();
            return true;
        }
    }

    private static final class Real extends RealNode {
        private final Supplier<@Nullable Node> choice;

        Real(Supplier<@Nullable Node> choice) {
            this.choice = choice;
        }

        @Override
        boolean compute() {
            if (!(choice.get() instanceof RealNode node) || !node.eval()) {
                return false;
            }
            value = node.value();
            return true;
        }
    }

    private static final class Chosen extends TextNode {
        private final Supplier<@Nullable Node> choice;

        Chosen(Supplier<@Nullable Node> choice) {
            this.choice = choice;
        }

        @Override
        boolean compute() {
            if (choice.get() instanceof TextNode node) {
                value.set(node.text());
            } else {
                value.set("");
            }
            return true;
        }
    }

    private static final class Dynamic extends DynamicNode {
        private final Supplier<@Nullable Node> choice;

        Dynamic(Supplier<@Nullable Node> choice) {
            this.choice = choice;
        }

        @Override
        boolean compute() {
            Node node = choice.get();
            if (node == null || !node.eval()) {
                value.setTree(null);
                return false;
            }
            if (node instanceof DynamicNode dynamic) {
                value.set(dynamic.value());
            } else {
                value.setTree(node.boxed());
            }
            return !value.isNull();
        }
    }

    private static final class Other extends ObjectNode {
        private final Supplier<@Nullable Node> choice;

        Other(KqlType type, Supplier<@Nullable Node> choice) {
            super(type);
            this.choice = choice;
        }

        @Override
        boolean compute() {
            Node node = choice.get();
            value = node == null ? null : node.evalBoxed();
            return value != null;
        }
    }
}
