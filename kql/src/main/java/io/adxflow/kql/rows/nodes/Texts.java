package io.adxflow.kql.rows.nodes;

import io.adxflow.kql.types.KqlType;
import io.adxflow.kql.values.Conversions;
import io.adxflow.kql.values.Reals;
import io.adxflow.kql.values.Text;
import io.adxflow.kql.values.TimeText;
import io.adxflow.kql.values.Utf8;
import io.adxflow.kql.values.ValueSize;
import java.util.Locale;

/** Texts made of values in the bytes of their node: {@code tostring}, {@code strcat}, {@code tolower}, {@code toupper}, {@code substring}, {@code strlen}. */
public final class Texts {
    private Texts() {}

    /** {@code tostring}; a string is itself. */
    public static TextNode of(Node operand) {
        if (operand instanceof TextNode text) {
            return text;
        }
        if (operand instanceof DynamicNode dynamic) {
            return new TextNode() {
                @Override
                boolean compute() {
                    if (dynamic.eval()) {
                        dynamic.value().text(value);
                    } else {
                        value.set("");
                    }
                    return true;
                }
            };
        }
        if (operand instanceof WholeNode whole) {
            return ofWhole(whole);
        }
        return new TextNode() {
            @Override
            boolean compute() {
                if (operand instanceof RealNode real) {
                    value.set(real.eval() ? Reals.format(real.value()) : "");
                } else {
                    value.set(Conversions.toText(operand.evalBoxed()));
                }
                return true;
            }
        };
    }

    private static TextNode ofWhole(WholeNode operand) {
        return new TextNode() {
            @Override
            boolean compute() {
                if (!operand.eval()) {
                    value.set("");
                    return true;
                }
                byte[] buffer = value.ownBuffer(TimeText.MAX_BYTES);
                long number = operand.value();
                switch (operand.type()) {
                    case BOOL -> value.set(number != 0 ? "True" : "False");
                    case DATETIME -> value.ownEnd(TimeText.putDatetime(buffer, 0, number));
                    case TIMESPAN -> value.ownEnd(TimeText.putTimespan(buffer, 0, number));
                    default -> {
                        if (number == Long.MIN_VALUE) {
                            value.set(Long.toString(number));
                        } else {
                            buffer[0] = '-';
                            value.ownEnd(TimeText.putDigits(buffer, number < 0 ? 1 : 0, Math.abs(number)));
                        }
                    }
                }
                return true;
            }
        };
    }

    /** {@code strcat}. */
    public static TextNode concat(TextNode[] parts) {
        return new TextNode() {
            @Override
            boolean compute() {
                long size = 0;
                for (TextNode part : parts) {
                    Text text = part.text();
                    text.bytes();
                    size += text.to() - text.from();
                }
                if (size > ValueSize.MOST) {
                    value.set("");
                    return true;
                }
                byte[] buffer = value.ownBuffer((int) size);
                int at = 0;
                for (TextNode part : parts) {
                    Text text = part.value();
                    int length = text.to() - text.from();
                    System.arraycopy(text.bytes(), text.from(), buffer, at, length);
                    at += length;
                }
                value.ownEnd(at);
                return true;
            }
        };
    }

    /** {@code tolower} and {@code toupper}; ASCII in place, other letters by their strings. */
    public static TextNode changeCase(TextNode operand, boolean upper) {
        int first = upper ? 'a' : 'A';
        return new TextNode() {
            @Override
            boolean compute() {
                Text text = operand.text();
                byte[] bytes = text.bytes();
                int length = text.to() - text.from();
                byte[] buffer = value.ownBuffer(length);
                for (int i = 0; i < length; i++) {
                    byte b = bytes[text.from() + i];
                    if (b < 0) {
                        String string = text.string();
                        value.set(upper ? string.toUpperCase(Locale.ROOT) : string.toLowerCase(Locale.ROOT));
                        return true;
                    }
                    buffer[i] = (byte) (b >= first && b <= first + 25 ? b ^ 0x20 : b);
                }
                value.ownEnd(length);
                return true;
            }
        };
    }

    /** {@code substring}: a range of the operand's bytes. A null position or length gives {@code ""}. */
    public static TextNode substring(TextNode operand, WholeNode start, WholeNode length) {
        return new TextNode() {
            @Override
            boolean compute() {
                Text text = operand.text();
                byte[] bytes = text.bytes();
                if (!start.eval() || !length.eval()) {
                    value.set("");
                    return true;
                }
                long skip = start.value();
                if (skip < 0) {
                    skip = Math.max(0, Utf8.codePoints(bytes, text.from(), text.to()) + skip);
                }
                int from = Utf8.skip(bytes, text.from(), text.to(), skip);
                value.set(bytes, from, Utf8.skip(bytes, from, text.to(), Math.max(0, length.value())));
                return true;
            }
        };
    }

    /** {@code strlen}: code points. */
    public static Node length(TextNode operand, boolean inBytes) {
        return new WholeNode(KqlType.LONG) {
            @Override
            boolean compute() {
                Text text = operand.text();
                byte[] bytes = text.bytes();
                value = inBytes ? text.to() - text.from() : Utf8.codePoints(bytes, text.from(), text.to());
                return true;
            }
        };
    }
}
