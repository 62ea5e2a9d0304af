package io.adxflow.kql.bind.resolve;

import io.adxflow.kql.bind.BoundExpression;
import io.adxflow.kql.bind.BoundExpression.Constant;
import io.adxflow.kql.bind.BoundOperator;
import io.adxflow.kql.bind.BoundOperator.ParseKind;
import io.adxflow.kql.bind.BoundOperator.ParsePart;
import io.adxflow.kql.syntax.Expression;
import io.adxflow.kql.syntax.Operator;
import io.adxflow.kql.syntax.TextSpan;
import io.adxflow.kql.types.Column;
import io.adxflow.kql.types.KqlType;
import io.adxflow.kql.types.Schema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Binds {@code parse}, {@code parse-where} and {@code parse-kv}. */
final class Parses {
    private final Session session;
    private final Scope scope;

    Parses(Session session, Scope scope) {
        this.session = session;
        this.scope = scope;
    }

    private BoundExpression source(BoundOperator input, Expression source) {
        Expressions expressions = new Expressions(session, scope, new Row(input));
        BoundExpression bound = expressions.bind(source);
        if (bound.type() == KqlType.STRING) {
            return bound;
        }
        return new BoundExpression.Call(expressions.typing.function("tostring"), List.of(bound), KqlType.STRING);
    }

    BoundOperator parse(BoundOperator input, Operator.Parse parse) {
        ParseKind kind = ParseKind.SIMPLE;
        String flags = "";
        for (Operator.Parameter parameter : parse.parameters()) {
            if (parameter.name().equals("flags")) {
                flags = parameter.value();
            } else {
                kind = switch (parameter.value()) {
                    case "regex" -> ParseKind.REGEX;
                    case "relaxed" -> ParseKind.RELAXED;
                    default -> ParseKind.SIMPLE;
                };
            }
        }
        if (!flags.matches("[Umsi]*")) {
            throw Session.semantic("flags=" + flags + " is not there", parse.span(), "flags are letters of Umsi");
        }
        if (parse.where() && kind == ParseKind.RELAXED) {
            throw Session.semantic("parse-where has no kind=relaxed", parse.span(), "simple and regex are there");
        }
        BoundExpression source = source(input, parse.source());
        Outputs outputs = Outputs.over(input.schema());
        List<ParsePart> parts = new ArrayList<>();
        Set<String> declared = new HashSet<>();
        for (Operator.ParsePart part : parse.parts()) {
            if (part instanceof Operator.ParsePart.Star star) {
                skip(parts, star.span());
            } else if (part instanceof Operator.ParsePart.Text text) {
                parts.add(new ParsePart.Delimiter(text.text()));
            } else if (part instanceof Operator.ParsePart.Value value) {
                follows(parts, value);
                if (!declared.add(value.name().name())) {
                    throw Session.semantic(
                            "two columns '" + value.name().name() + "'",
                            value.name().span(),
                            null);
                }
                parts.add(new ParsePart.Value(value.name().name(), value.type()));
                outputs.put(value.name().name(), new Constant(value.type(), null));
            }
        }
        return new BoundOperator.Parse(input, kind, flags, source, parts, parse.where(), schema(outputs));
    }

    private static Schema schema(Outputs outputs) {
        return new Schema(outputs.columns().stream()
                .map(column -> new Column(column.name(), column.expression().type()))
                .toList());
    }

    /** Behind a text the end of what is skipped could not be told. */
    private static void skip(List<ParsePart> parts, TextSpan span) {
        ParsePart last = parts.isEmpty() ? null : parts.get(parts.size() - 1);
        if (last instanceof ParsePart.Value value && value.type() == KqlType.STRING) {
            throw Session.semantic(
                    "* behind the string column '" + value.column() + "' has no begin",
                    span,
                    "put the text that ends the column between them");
        }
        if (last instanceof ParsePart.Skip) {
            throw Session.semantic("* behind *", span, null);
        }
        parts.add(new ParsePart.Skip());
    }

    private static void follows(List<ParsePart> parts, Operator.ParsePart.Value value) {
        ParsePart last = parts.isEmpty() ? null : parts.get(parts.size() - 1);
        if (last instanceof ParsePart.Value || last instanceof ParsePart.Skip) {
            throw Session.semantic(
                    "the column '" + value.name().name() + "' needs a text before it",
                    value.name().span(),
                    null);
        }
    }

    BoundOperator keysAndValues(BoundOperator input, Operator.ParseKv parse) {
        BoundExpression source = source(input, parse.source());
        Map<String, Object> options = new LinkedHashMap<>();
        for (Operator.Parameter option : parse.options()) {
            Object value = option.name().equals("greedy") ? greedy(option) : option.value();
            if (options.put(option.name(), value) != null) {
                throw Session.semantic("'" + option.name() + "' is given twice", option.span(), null);
            }
        }
        if (options.containsKey("regex") && options.size() > 1) {
            throw Session.semantic("regex stands alone among the options", parse.span(), null);
        }
        Outputs outputs = Outputs.over(input.schema());
        parse.keys().forEach(key -> outputs.put(key.name(), new Constant(key.type(), null)));
        return new BoundOperator.ParseKv(input, source, parse.keys(), options, schema(outputs));
    }

    private static Boolean greedy(Operator.Parameter option) {
        if (!option.value().equals("true") && !option.value().equals("false")) {
            throw Session.semantic("greedy is true or false", option.span(), null);
        }
        return option.value().equals("true");
    }
}
