package io.adxflow.kql.functions;

import io.adxflow.kql.types.KqlType;
import java.util.List;

/** How the type of a result follows from the types of the arguments. */
public sealed interface ResultRule {

    /** The type of a call with arguments of these types. */
    KqlType type(List<KqlType> arguments);

    /** Always one type. */
    record Fixed(KqlType result) implements ResultRule {
        @Override
        public KqlType type(List<KqlType> arguments) {
            return result;
        }
    }

    /** The type of an argument: {@code $1} of the first. */
    record OfArgument(int index) implements ResultRule {
        @Override
        public KqlType type(List<KqlType> arguments) {
            return index < arguments.size() ? arguments.get(index) : KqlType.UNKNOWN;
        }
    }

    /** A rule of its own, which the binder knows by name: {@code $widest}, {@code $common}. */
    record Named(String name) implements ResultRule {
        @Override
        public KqlType type(List<KqlType> arguments) {
            return NamedRules.type(name, arguments);
        }
    }
}
