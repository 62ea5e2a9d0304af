package io.adxflow.kql.functions;

import io.adxflow.kql.types.KqlType;
import java.util.List;

/** The rules behind results such as {@code $widest}. */
final class NamedRules {
    private NamedRules() {}

    /**
     * The type by a rule.
     *
     * @throws IllegalArgumentException for a rule that is not there
     */
    static KqlType type(String rule, List<KqlType> arguments) {
        return switch (rule) {
            case "bin" -> arguments.stream().reduce(KqlType.LONG, NamedRules::wider);
            case "common" -> common(arguments);
            case "choice" -> choice(arguments);
            case "promoted" -> arguments.get(0) == KqlType.INT ? KqlType.LONG : arguments.get(0);
            case "percentile" -> percentile(arguments.get(0));
            default -> throw new IllegalArgumentException("no rule '" + rule + "'");
        };
    }

    private static KqlType wider(KqlType left, KqlType right) {
        if (right.isNumeric()) {
            return left.isNumeric() ? KqlType.widest(left, right) : left;
        }
        return right;
    }

    private static KqlType percentile(KqlType type) {
        return switch (type) {
            case INT -> KqlType.LONG;
            case DECIMAL -> KqlType.REAL;
            default -> type;
        };
    }

    /** Of {@code iff} and {@code case}: what the branches have in common; a {@code dynamic} one takes the type of the others. */
    private static KqlType choice(List<KqlType> branches) {
        return common(branches.stream().filter(type -> type != KqlType.DYNAMIC).toList()) == KqlType.UNKNOWN
                ? KqlType.DYNAMIC
                : common(branches.stream()
                        .filter(type -> type != KqlType.DYNAMIC)
                        .toList());
    }

    /** The one type of all arguments, of numbers the widest; {@code dynamic} when they differ. */
    static KqlType common(List<KqlType> arguments) {
        KqlType common = KqlType.UNKNOWN;
        for (KqlType type : arguments) {
            if (common == KqlType.UNKNOWN || common == type) {
                common = type;
            } else if (common.isNumeric() && type.isNumeric()) {
                common = KqlType.widest(common, type);
            } else if (type != KqlType.UNKNOWN) {
                return KqlType.DYNAMIC;
            }
        }
        return common;
    }
}
