package io.adxflow.kql.rows;

import io.adxflow.kql.bind.BoundOperator;
import io.adxflow.kql.bind.BoundOperator.ParsePart;
import io.adxflow.kql.rows.nodes.Node;
import io.adxflow.kql.rows.nodes.Texts;
import io.adxflow.kql.rows.nodes.Values;
import io.adxflow.kql.types.Column;
import io.adxflow.kql.types.KqlType;
import io.adxflow.kql.types.Schema;
import io.adxflow.kql.values.Conversions;
import io.adxflow.kql.values.KeyValuePattern;
import io.adxflow.kql.values.ParsePattern;
import io.adxflow.kql.values.TextConversion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@code parse}, {@code parse-where} and {@code parse-kv}: the text is read once for all columns, when the first of them is asked for. */
final class Parsing {
    private Parsing() {}

    static Stage of(
            BoundOperator.Parse parse, Frame frame, ExpressionCompiler expressions, Function<Frame, Stage> next) {
        Node text = Texts.of(expressions.compile(parse.source(), frame));
        List<ParsePattern.Part> parts = new ArrayList<>();
        Map<String, Integer> positions = new HashMap<>();
        Map<String, KqlType> types = new HashMap<>();
        int count = 0;
        for (ParsePart part : parse.parts()) {
            if (part instanceof ParsePart.Delimiter delimiter) {
                parts.add(new ParsePattern.Part(delimiter.text(), null));
            } else if (part instanceof ParsePart.Value value) {
                parts.add(new ParsePattern.Part(null, value.type()));
                positions.put(value.column(), count++);
                types.put(value.column(), value.type());
            } else {
                parts.add(new ParsePattern.Part(null, null));
            }
        }
        ParsePattern pattern = pattern(parse, parts);
        Node matched = Values.of(KqlType.DYNAMIC, () -> {
            @Nullable Object[] values = pattern.match(Conversions.toText(text.evalBoxed()));
            return values == null ? null : java.util.Arrays.asList(values);
        });
        matched.keepFor(frame.scope());
        Map<String, Node> made = new HashMap<>();
        positions.forEach((name, position) -> made.put(
                name,
                Values.of(
                        types.getOrDefault(name, KqlType.STRING),
                        () -> matched.evalBoxed() instanceof List<?> values ? values.get(position) : null)));
        Stage rest = next.apply(frame(parse.input().schema(), parse.schema(), frame, made));
        if (!parse.dropFailed()) {
            return rest;
        }
        return () -> {
            if (matched.eval()) {
                rest.run();
            }
        };
    }

    private static ParsePattern pattern(BoundOperator.Parse parse, List<ParsePattern.Part> parts) {
        ParsePattern.Kind kind =
                switch (parse.kind()) {
                    case SIMPLE -> ParsePattern.Kind.SIMPLE;
                    case RELAXED -> ParsePattern.Kind.RELAXED;
                    case REGEX -> ParsePattern.Kind.REGEX;
                };
        try {
            return new ParsePattern(kind, parse.flags(), parts);
        } catch (IllegalArgumentException wrong) {
            throw new Refused("a regular expression of parse cannot be read: " + wrong.getMessage(), "parse");
        }
    }

    static Frame of(BoundOperator.ParseKv parse, Frame frame, ExpressionCompiler expressions) {
        Node text = Texts.of(expressions.compile(parse.source(), frame));
        LinkedHashSet<String> keys = new LinkedHashSet<>();
        parse.keys().forEach(key -> keys.add(key.name()));
        KeyValuePattern pattern;
        try {
            pattern = new KeyValuePattern(keys, parse.options());
        } catch (IllegalArgumentException wrong) {
            throw new Refused("parse-kv: " + wrong.getMessage(), "parse-kv");
        }
        Node found = Values.of(KqlType.DYNAMIC, () -> pattern.match(Conversions.toText(text.evalBoxed())));
        found.keepFor(frame.scope());
        Map<String, Node> made = new HashMap<>();
        for (Column key : parse.keys()) {
            made.put(key.name(), Values.of(key.type(), () -> {
                Object value = found.evalBoxed() instanceof Map<?, ?> values ? values.get(key.name()) : null;
                return value == null ? null : TextConversion.to(key.type(), value);
            }));
        }
        return frame(parse.input().schema(), parse.schema(), frame, made);
    }

    private static Frame frame(Schema input, Schema output, Frame frame, Map<String, Node> made) {
        List<Node> columns = new ArrayList<>();
        for (Column column : output.columns()) {
            Node node = made.get(column.name());
            if (node == null) {
                node = frame.columns().get(input.indexOf(column.name()));
            } else {
                node.keepFor(frame.scope());
            }
            columns.add(node);
        }
        return new Frame(columns, frame.scope());
    }
}
