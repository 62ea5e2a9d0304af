package io.adxflow.kql.rows.nodes;

import io.adxflow.kql.types.KqlType;
import io.adxflow.kql.values.Conversions;
import io.adxflow.kql.values.DynamicValue;
import io.adxflow.kql.values.Numbers;
import io.adxflow.kql.values.Text;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Widening that the language does by itself, and {@code to…()} functions. */
public final class Casts {
    private Casts() {}

    /** A number as a wider type. */
    public static Node widen(Node operand, KqlType type) {
        if (operand.type() == type || (operand instanceof WholeNode && type == KqlType.LONG)) {
            return operand;
        }
        if (operand instanceof WholeNode whole && type == KqlType.REAL) {
            return new RealNode() {
                @Override
                boolean compute() {
                    boolean present = whole.eval();
                    value = whole.value();
                    return present;
                }
            };
        }
        return Values.of(type, operand::evalBoxed);
    }

    /** {@code tolong}, {@code toint}: what does not fit is null. */
    public static Node toWhole(Node operand, KqlType type) {
        if (operand instanceof WholeNode whole
                && (type == KqlType.LONG || operand.type() == type)
                && operand.type() != KqlType.BOOL) {
            return new WholeNode(type) {
                @Override
                boolean compute() {
                    boolean present = whole.eval();
                    value = whole.value();
                    return present;
                }
            };
        }
        return new WholeNode(type) {
            private final Text inner = new Text();

            @Override
            boolean compute() {
                return convert() && (type != KqlType.INT || value == (int) value);
            }

            private boolean convert() {
                if (operand instanceof TextNode text) {
                    return parse(text.text());
                }
                if (!operand.eval()) {
                    return false;
                }
                if (operand instanceof RealNode real) {
                    double number = real.value();
                    value = (long) number;
                    return number >= -0x1p63 && number < 0x1p63;
                }
                if (operand instanceof DynamicNode dynamic) {
                    if (dynamic.value().isWhole()) {
                        value = dynamic.value().whole();
                        return true;
                    }
                    if (dynamic.value().isPlain()) {
                        dynamic.value().text(inner);
                        return parse(inner);
                    }
                }
                return set(Conversions.toLong(operand.boxed()));
            }

            /** Plain digits without making a string of them. */
            private boolean parse(Text text) {
                byte[] bytes = text.bytes();
                int from = text.from();
                int digits = from < text.to() && bytes[from] == '-' ? from + 1 : from;
                int count = text.to() - digits;
                if (count == 0) {
                    return false;
                }
                long number = 0;
                for (int i = digits; i < text.to(); i++) {
                    if (bytes[i] < '0' || bytes[i] > '9' || count > 18) {
                        return set(Numbers.parseLong(text.string()));
                    }
                    number = number * 10 + bytes[i] - '0';
                }
                value = digits > from ? -number : number;
                return true;
            }

            private boolean set(@Nullable Long number) {
                value = number == null ? 0 : number;
                return number != null;
            }
        };
    }

    /** {@code toreal}. */
    public static Node toReal(Node operand) {
        if (operand instanceof RealNode
                || (operand instanceof WholeNode && operand.type().isInteger())) {
            return widen(operand, KqlType.REAL);
        }
        return new RealNode() {
            @Override
            boolean compute() {
                if (operand instanceof DynamicNode dynamic && dynamic.eval()) {
                    DynamicValue json = dynamic.value();
                    if (json.isWhole()) {
                        value = json.whole();
                        return true;
                    }
                }
                Double number = Conversions.toReal(operand.evalBoxed());
                value = number == null ? 0 : number;
                return number != null;
            }
        };
    }

    /** Any other conversion, by its function of objects. */
    public static Node by(Node operand, KqlType type, Function<@Nullable Object, @Nullable Object> conversion) {
        return Values.of(type, () -> conversion.apply(operand.evalBoxed()));
    }
}
