package io.adxflow.kql.bind.resolve;

import io.adxflow.kql.bind.BoundExpression;
import io.adxflow.kql.bind.BoundTree;
import io.adxflow.kql.functions.KqlFunction;
import io.adxflow.kql.functions.Parameter;
import io.adxflow.kql.functions.ParameterKind;
import io.adxflow.kql.functions.Signature;
import io.adxflow.kql.syntax.Expression;
import io.adxflow.kql.syntax.KqlException;
import io.adxflow.kql.syntax.TextSpan;
import io.adxflow.kql.types.KqlType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Holds arguments against the signatures of a function, and brings them into the types of its parameters. */
final class Arguments {
    private static final String NOT_CONSTANT = " must be the same for all rows";

    private final Typing typing;

    Arguments(Typing typing) {
        this.typing = typing;
    }

    static List<Expression> values(Expression.Call call) {
        List<Expression> values = new ArrayList<>();
        for (Expression.Argument argument : call.arguments()) {
            if (argument.name() != null) {
                throw Session.semantic(
                        "'" + call.name() + "' takes no arguments by name",
                        argument.value().span(),
                        "leave '" + argument.name() + "=' out");
            }
            values.add(argument.value());
        }
        return values;
    }

    /** The first signature that the arguments fit. */
    Signature match(
            KqlFunction function,
            Expression.Call call,
            List<Expression> written,
            List<BoundExpression> arguments,
            boolean withType) {
        List<Signature> counted = function.signatures().stream()
                .filter(one -> takesType(one) == withType)
                .filter(one -> arguments.size() >= one.minArguments() - (withType ? 1 : 0)
                        && arguments.size() <= one.maxArguments() - (withType ? 1 : 0))
                .toList();
        if (counted.isEmpty()) {
            throw Session.semantic(
                    "'" + call.name() + "' takes " + counts(function) + ", not " + arguments.size(),
                    call.nameSpan(),
                    Shapes.of(function));
        }
        KqlException first = null;
        for (Signature signature : counted) {
            KqlException problem = mismatch(function, signature, written, arguments);
            if (problem == null) {
                return signature;
            }
            // An argument of the right type that is not constant is the nearer miss.
            boolean nearer = first == null || problem.problem().message().endsWith(NOT_CONSTANT);
            first = nearer ? problem : first;
        }
        throw first == null ? new IllegalStateException(call.name()) : first;
    }

    static boolean takesType(Signature signature) {
        return signature.parameters().stream().anyMatch(one -> one.kind() == ParameterKind.TYPE);
    }

    private static String counts(KqlFunction function) {
        int least = function.signatures().stream()
                .mapToInt(Signature::minArguments)
                .min()
                .orElse(0);
        int most = function.signatures().stream()
                .mapToInt(Signature::maxArguments)
                .max()
                .orElse(0);
        if (most == Integer.MAX_VALUE) {
            return "at least " + least + " argument" + (least == 1 ? "" : "s");
        }
        String range = least == most ? String.valueOf(least) : least + " to " + most;
        return range + " argument" + (most == 1 ? "" : "s");
    }

    private static @Nullable KqlException mismatch(
            KqlFunction function, Signature signature, List<Expression> written, List<BoundExpression> arguments) {
        for (int i = 0; i < arguments.size(); i++) {
            Parameter parameter = signature.parameter(i);
            BoundExpression argument = arguments.get(i);
            TextSpan span = written.get(i).span();
            if (!parameter.kind().accepts(argument.type())) {
                return Session.semantic(
                        "argument " + (i + 1) + " of '" + function.name() + "' (" + parameter.name() + ") must be "
                                + parameter.kind().shown() + ", not "
                                + argument.type().keyword(),
                        span,
                        argument.type() == KqlType.DYNAMIC
                                ? "tostring(), tolong(), toreal() … convert a dynamic"
                                : null);
            }
            if (parameter.isConstant() && !BoundTree.isConstant(argument)) {
                return Session.semantic(
                        "argument " + (i + 1) + " of '" + function.name() + "' (" + parameter.name() + ")"
                                + NOT_CONSTANT,
                        span,
                        null);
            }
        }
        return null;
    }

    /** The arguments in the types that their parameters have. */
    List<BoundExpression> fit(
            KqlFunction function, Signature signature, List<BoundExpression> arguments, @Nullable KqlType result) {
        List<BoundExpression> fitted = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            BoundExpression argument = arguments.get(i);
            fitted.add(
                    switch (signature.parameter(i).kind()) {
                        case LONG -> Typing.numericCast(argument, KqlType.LONG);
                        case REAL -> Typing.numericCast(argument, KqlType.REAL);
                        case DECIMAL -> Typing.numericCast(argument, KqlType.DECIMAL);
                        case INTEGER -> Typing.numericCast(argument, KqlType.LONG);
                        case TEXT -> function.name().equals("parse_json") ? argument : typing.text(argument);
                        default -> argument;
                    });
        }
        if (result == null) {
            return fitted;
        }
        return switch (function.name()) {
            case "bin", "bin_at" ->
                fitted.stream()
                        .map(one -> result.isNumeric() ? Typing.numericCast(one, result) : one)
                        .toList();
            case "coalesce", "max_of", "min_of" ->
                fitted.stream().map(one -> Typing.numericCast(one, result)).toList();
            case "iff" ->
                List.of(fitted.get(0), typing.branch(fitted.get(1), result), typing.branch(fitted.get(2), result));
            default -> fitted;
        };
    }
}
