package io.adxflow.kql.rows.nodes;

import io.adxflow.kql.types.KqlType;
import io.adxflow.kql.values.JsonScanner;
import io.adxflow.kql.values.Text;
import java.nio.charset.StandardCharsets;

/** Parts of dynamic values: {@code d.key}, {@code d[0]}, {@code d[x]}, and {@code parse_json}, which reads no more than what is asked of it. */
public final class Paths {
    private Paths() {}

    /** @param key a string or a whole number, or a dynamic that is either */
    public static Node of(DynamicNode target, Node key) {
        if (key instanceof TextNode text && text.isConstant()) {
            return ofKey(target, text.text().string());
        }
        if (key instanceof WholeNode index) {
            return new DynamicNode() {
                @Override
                boolean compute() {
                    if (!target.eval() || !index.eval()) {
                        return false;
                    }
                    target.value().element(index.value(), value);
                    return !value.isNull();
                }
            };
        }
        return new DynamicNode() {
            @Override
            boolean compute() {
                Object wanted = key.evalBoxed();
                if (wanted == null || !target.eval()) {
                    return false;
                }
                if (wanted instanceof String name) {
                    target.value().field(name.getBytes(StandardCharsets.UTF_8), name, value);
                } else if (wanted instanceof Long index) {
                    target.value().element(index, value);
                } else {
                    return false;
                }
                return !value.isNull();
            }
        };
    }

    private static Node ofKey(DynamicNode target, String name) {
        byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
        return new DynamicNode() {
            @Override
            boolean compute() {
                if (!(target instanceof Columns.Dynamic column) || !column.field(utf8, name, value)) {
                    if (!target.eval()) {
                        return false;
                    }
                    target.value().field(utf8, name, value);
                }
                return !value.isNull();
            }
        };
    }

    /** {@code parse_json} of a text: null of {@code ""}, the text itself when it is no JSON. */
    public static Node parseJson(TextNode operand) {
        return new DynamicNode() {
            private final JsonScanner scanner = new JsonScanner();

            @Override
            boolean compute() {
                Text text = operand.text();
                if (text.isEmpty()) {
                    return false;
                }
                byte[] bytes = text.bytes();
                if (scanner.isValid(bytes, text.from(), text.to())) {
                    value.setRaw(bytes, text.from(), text.to());
                } else {
                    value.setTree(text.string());
                }
                return !value.isNull();
            }
        };
    }

    /** {@code array_length}: null of what is no array. */
    public static Node arrayLength(DynamicNode operand) {
        return new WholeNode(KqlType.LONG) {
            @Override
            boolean compute() {
                if (!operand.eval()) {
                    return false;
                }
                value = operand.value().arraySize();
                return value >= 0;
            }
        };
    }
}
