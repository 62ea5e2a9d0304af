package io.adxflow.kql.syntax;

import io.adxflow.kql.types.KqlType;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Reads {@code render}: a chart and its properties. */
final class RenderReader {
    private static final Set<String> CHARTS = Set.of(
            "table",
            "list",
            "barchart",
            "piechart",
            "ladderchart",
            "timechart",
            "linechart",
            "anomalychart",
            "pivotchart",
            "areachart",
            "stackedareachart",
            "scatterchart",
            "timepivot",
            "columnchart",
            "timeline",
            "3Dchart",
            "card",
            "treemap",
            "plotly",
            "graph",
            "sankey");

    private static final Set<String> TEXTS = Set.of("title", "xtitle", "ytitle");
    private static final Set<String> COLUMNS = Set.of("xcolumn", "ycolumns", "anomalycolumns", "series");
    private static final Set<String> BOUNDS = Set.of("xmin", "xmax", "ymin", "ymax");

    /** Properties with few values. */
    private static final Map<String, Set<String>> CHOICES = Map.of(
            "kind", Set.of("default", "unstacked", "stacked", "stacked100", "map"),
            "legend", Set.of("visible", "hidden"),
            "xaxis", Set.of("linear", "log"),
            "yaxis", Set.of("linear", "log"),
            "ysplit", Set.of("none", "axes", "panels"),
            "accumulate", Set.of("true", "false"));

    private final Tokens in;
    private final Parser parser;

    RenderReader(Tokens in, Parser parser) {
        this.in = in;
        this.parser = parser;
    }

    Operator read(TextSpan span) {
        Token kind = in.peek();
        if (!CHARTS.contains(kind.text())) {
            String near = Nearest.of(kind.text(), CHARTS);
            throw new KqlException(
                    KqlProblem.Kind.SYNTAX,
                    "'" + kind.text() + "' cannot be drawn",
                    kind.span(),
                    near == null ? "timechart, barchart, columnchart, piechart can" : "did you mean '" + near + "'?");
        }
        in.take();
        Map<String, String> properties = new LinkedHashMap<>();
        if (in.acceptWord("with")) {
            in.expectSymbol("(");
            if (!in.isSymbol(")")) {
                do {
                    property(properties);
                } while (in.acceptSymbol(","));
            }
            in.expectSymbol(")");
        } else {
            while (in.peek().kind() == Token.Kind.NAME && in.peek(1).isSymbol("=")) {
                property(properties);
            }
        }
        return new Operator.Render(kind.text(), Map.copyOf(properties), span);
    }

    private void property(Map<String, String> properties) {
        Token name = in.peek();
        String key = name.text();
        Set<String> choices = CHOICES.getOrDefault(key, Set.of());
        boolean known = !choices.isEmpty() || TEXTS.contains(key) || COLUMNS.contains(key) || BOUNDS.contains(key);
        if (!known) {
            throw in.unexpected("a property of render");
        }
        if (properties.containsKey(key)) {
            throw OperatorParameters.twice(name.text(), name.span());
        }
        in.take();
        in.expectSymbol("=");
        properties.put(key, choices.isEmpty() ? value(key) : choice(name, choices));
    }

    private String choice(Token name, Set<String> choices) {
        Token value = in.peek();
        if (!choices.contains(value.text().toLowerCase(Locale.ROOT)) || value.isString()) {
            throw new KqlException(
                    KqlProblem.Kind.SYNTAX,
                    name.text() + "=" + value.text() + " is not there",
                    value.span(),
                    name.text() + " is one of "
                            + String.join(", ", choices.stream().sorted().toList()));
        }
        return in.take().text().toLowerCase(Locale.ROOT);
    }

    private String value(String key) {
        if (COLUMNS.contains(key)) {
            StringBuilder columns = new StringBuilder(parser.name("a column").name());
            // What is behind the comma is the next column, unless it is the next property.
            while (!key.equals("xcolumn") && in.isSymbol(",") && !in.peek(2).isSymbol("=")) {
                in.take();
                columns.append(',').append(parser.name("a column").name());
            }
            return columns.toString();
        }
        if (TEXTS.contains(key) && !in.peek().isString()) {
            throw wants(key, "a text in quotes", in.peek().span());
        }
        Expression.Literal literal = parser.signedLiteral();
        boolean text = literal.type() == KqlType.STRING || literal.type() == KqlType.DYNAMIC;
        if (text != TEXTS.contains(key)) {
            throw wants(key, "a number or a time", literal.span());
        }
        return String.valueOf(literal.value());
    }

    private static KqlException wants(String key, String what, TextSpan span) {
        return new KqlException(KqlProblem.Kind.SYNTAX, "'" + key + "' takes " + what, span, null);
    }
}
