package io.adxflow.kql.syntax;

import io.adxflow.kql.syntax.Operator.Parameter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads {@code kind=inner hint.strategy=shuffle}: what stands behind an operator's name. Hints change how a service runs a query, not its result: they are read and left out.
 */
final class OperatorParameters {
    private static final Set<String> NAMES =
            Set.of("kind", "flags", "isfuzzy", "withsource", "with_source", "bagexpansion", "with_itemindex");

    private static final Set<String> WHOLE_NUMBER = Set.of("#");
    private static final Set<String> COLUMN = Set.of("column");

    /** The values of each hint; none where any will do. */
    private static final Map<String, Set<String>> HINTS = Map.ofEntries(
            Map.entry("concurrency", WHOLE_NUMBER),
            Map.entry("distribution", Set.of("single", "per_node", "per_shard", "default")),
            Map.entry("materialized", Set.of()),
            Map.entry("num_partitions", WHOLE_NUMBER),
            Map.entry("pass_filters", Set.of()),
            Map.entry("pass_filters_column", Set.of()),
            Map.entry("progressive_top", Set.of()),
            Map.entry("remote", Set.of("auto", "left", "local", "right", "unresolved")),
            Map.entry("shufflekey", COLUMN),
            Map.entry("spread", WHOLE_NUMBER),
            Map.entry("strategy", Set.of("auto", "broadcast", "centralized", "shuffle", "native", "legacy")));

    private final Tokens in;
    private final Parser parser;

    OperatorParameters(Tokens in, Parser parser) {
        this.in = in;
        this.parser = parser;
    }

    /** @param known names other than hints */
    List<Parameter> read(Set<String> known) {
        List<Parameter> parameters = new ArrayList<>();
        Set<String> hints = new HashSet<>();
        while (in.peek().kind() == Token.Kind.NAME) {
            Token name = in.peek();
            if (isHint()) {
                Token hint = in.peek(2);
                if (!hints.add(hint.text()) && !isRepeatable(hint.text())) {
                    throw twice("hint." + hint.text(), hint.span());
                }
                in.take();
                in.take();
                hint();
                continue;
            }
            if (!in.peek(1).isSymbol("=") || !NAMES.contains(name.text())) {
                break;
            }
            if (!known.contains(name.text())) {
                throw new KqlException(
                        KqlProblem.Kind.SYNTAX,
                        "the operator has no parameter '" + name.text() + "'",
                        name.span(),
                        known.isEmpty()
                                ? null
                                : "it has "
                                        + String.join(
                                                ", ", known.stream().sorted().toList()));
            }
            if (parameters.stream().anyMatch(before -> before.name().equals(name.text()))) {
                throw twice(name.text(), name.span());
            }
            in.take();
            in.take();
            parameters.add(value(name));
        }
        return List.copyOf(parameters);
    }

    /** A problem for a parameter that was given before. */
    static KqlException twice(String name, TextSpan span) {
        return new KqlException(KqlProblem.Kind.SYNTAX, "'" + name + "' stands here twice", span, null);
    }

    private boolean isHint() {
        return in.peek().isWord("hint")
                && in.peek(1).isSymbol(".")
                && HINTS.containsKey(in.peek(2).text())
                && in.peek(3).isSymbol("=");
    }

    /** Keys to shuffle by are given one by one; what any value will do for is not looked at. */
    private static boolean isRepeatable(String hint) {
        Set<String> values = HINTS.getOrDefault(hint, Set.of());
        return values == COLUMN || values.isEmpty();
    }

    private void hint() {
        Token name = in.take();
        in.take();
        Parameter value = value(name);
        Set<String> known = HINTS.getOrDefault(name.text(), Set.of());
        boolean fits = known.isEmpty()
                || (known == WHOLE_NUMBER && value.value().matches("[0-9]+"))
                || (known == COLUMN && !value.value().matches("[0-9].*"))
                || (known != COLUMN && known.contains(value.value()));
        if (!fits) {
            throw badValue(value, described(known));
        }
    }

    private static String described(Set<String> known) {
        if (known == COLUMN) {
            return "the columns";
        }
        return known == WHOLE_NUMBER
                ? "the whole numbers"
                : String.join(", ", known.stream().sorted().toList());
    }

    private Parameter value(Token name) {
        boolean declares = name.text().startsWith("with");
        if (in.isSymbol("[") || (declares && in.peek().kind() == Token.Kind.NAME)) {
            NamedItem.Name written = parser.plainName("a name");
            return new Parameter(name.text(), written.name(), written.span());
        }
        if (in.peek().kind() == Token.Kind.SYMBOL || in.atEnd()) {
            throw in.unexpected("a value");
        }
        Token value = in.take();
        StringBuilder text = new StringBuilder(value.text());
        while (value.isString() && in.peek().isString()) {
            text.append(in.take().text());
        }
        return new Parameter(name.text(), text.toString(), in.since(value.span()));
    }

    /** A problem for a value that a parameter does not take. */
    static KqlException badValue(Parameter parameter, String known) {
        return new KqlException(
                KqlProblem.Kind.SYNTAX,
                parameter.name() + "=" + parameter.value() + " is not there",
                parameter.span(),
                parameter.name() + " is one of " + known);
    }
}
