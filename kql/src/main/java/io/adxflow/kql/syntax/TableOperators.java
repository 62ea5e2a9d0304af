package io.adxflow.kql.syntax;

import io.adxflow.kql.syntax.Operator.Parameter;
import io.adxflow.kql.types.KqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the operators that group, sort, join and expand rows. */
final class TableOperators {
    private static final Set<String> JOIN_KINDS = Set.of(
            "innerunique",
            "inner",
            "leftouter",
            "rightouter",
            "fullouter",
            "leftsemi",
            "rightsemi",
            "leftanti",
            "rightanti",
            "anti",
            "leftantisemi",
            "rightantisemi");

    private final Tokens in;
    private final Parser parser;
    private final OperatorParser operators;

    TableOperators(Tokens in, Parser parser, OperatorParser operators) {
        this.in = in;
        this.parser = parser;
        this.operators = operators;
    }

    Operator reorder(TextSpan span) {
        List<Operator.ProjectReorder.Ordered> patterns = new ArrayList<>();
        do {
            Expression pattern = operators.pattern();
            String order = "";
            for (String candidate : List.of("asc", "desc", "granny-asc", "granny-desc")) {
                if (order.isEmpty() && in.acceptHyphenated(candidate) != null) {
                    order = candidate;
                }
            }
            patterns.add(new Operator.ProjectReorder.Ordered(pattern, order));
        } while (in.acceptSymbol(","));
        return new Operator.ProjectReorder(List.copyOf(patterns), span);
    }

    Operator summarize(TextSpan span) {
        List<Parameter> parameters = operators.parameters(Set.of());
        if (operators.endsOperator()) {
            throw new KqlException(
                    KqlProblem.Kind.SYNTAX,
                    "'summarize' has neither aggregates nor keys",
                    in.peek().span(),
                    null);
        }
        List<NamedItem> aggregates = aggregates();
        List<NamedItem> by = in.acceptWord("by") ? operators.items() : List.of();
        return new Operator.Summarize(parameters, aggregates, by, span);
    }

    /** Until {@code by}, which therefore is the name of no aggregate. */
    private List<NamedItem> aggregates() {
        List<NamedItem> aggregates = new ArrayList<>();
        if (in.isWord("by")) {
            return aggregates;
        }
        do {
            if (in.isWord("by")) {
                throw in.unexpected("an aggregate");
            }
            aggregates.add(operators.item());
        } while (in.acceptSymbol(","));
        return List.copyOf(aggregates);
    }

    Operator distinct(TextSpan span) {
        operators.parameters(Set.of());
        if (in.acceptSymbol("*")) {
            return new Operator.Distinct(List.of(), span);
        }
        List<Expression> items = new ArrayList<>();
        do {
            items.add(parser.expression());
        } while (in.acceptSymbol(","));
        return new Operator.Distinct(List.copyOf(items), span);
    }

    Operator sampleDistinct(TextSpan span) {
        operators.parameters(Set.of());
        Expression count = parser.expression();
        in.expectWord("of");
        return new Operator.SampleDistinct(count, operators.item(), span);
    }

    Operator sort(TextSpan span) {
        operators.parameters(Set.of());
        in.expectWord("by");
        List<Operator.SortItem> items = new ArrayList<>();
        do {
            items.add(sortItem());
        } while (in.acceptSymbol(","));
        return new Operator.Sort(List.copyOf(items), span);
    }

    Operator top(TextSpan span) {
        operators.parameters(Set.of());
        Expression count = parser.expression();
        in.expectWord("by");
        return new Operator.Top(count, sortItem(), span);
    }

    private Operator.SortItem sortItem() {
        Expression expression = operators.item().expression();
        Boolean ascending = null;
        if (in.acceptWord("asc")) {
            ascending = true;
        } else if (in.acceptWord("desc")) {
            ascending = false;
        }
        Boolean nullsFirst = null;
        if (in.acceptWord("nulls")) {
            nullsFirst = in.isWord("first");
            if (!in.acceptWord("first")) {
                in.expectWord("last");
            }
        }
        return new Operator.SortItem(expression, ascending, nullsFirst);
    }

    Operator join(boolean lookup, TextSpan span) {
        List<Parameter> parameters = operators.parameters(Set.of("kind", "isfuzzy"));
        for (Parameter one : parameters) {
            boolean known =
                    lookup ? Set.of("leftouter", "inner").contains(one.value()) : JOIN_KINDS.contains(one.value());
            if (one.name().equals("kind") && !known) {
                throw OperatorParameters.badValue(
                        one,
                        lookup
                                ? "leftouter, inner"
                                : String.join(", ", JOIN_KINDS.stream().sorted().toList()));
            }
        }
        Expression datatable = operators.datatable();
        Expression right = datatable == null ? table() : datatable;
        List<Expression> on = new ArrayList<>();
        if (in.isWord("where")) {
            throw new KqlException(
                    KqlProblem.Kind.UNSUPPORTED,
                    "join … where is not there",
                    in.peek().span(),
                    "write on …, and | where … behind it");
        }
        if (in.acceptWord("on")) {
            do {
                on.add(parser.expression());
            } while (in.acceptSymbol(","));
        }
        return new Operator.Join(lookup, parameters, right, List.copyOf(on), span);
    }

    /** A table that is an operand: without bars, unless in brackets. */
    private Expression table() {
        if (in.isWord("materialize")) {
            throw in.unexpected("a table, or an expression in brackets");
        }
        return parser.expression();
    }

    Operator union(TextSpan span) {
        List<Parameter> parameters = operators.parameters(Set.of("kind", "withsource", "with_source", "isfuzzy"));
        for (Parameter one : parameters) {
            if (one.name().equals("kind") && !Set.of("inner", "outer").contains(one.value())) {
                throw OperatorParameters.badValue(one, "inner, outer");
            }
            boolean truth = Set.of("true", "false").contains(one.value().toLowerCase(Locale.ROOT));
            if (one.name().equals("isfuzzy") && !truth) {
                throw OperatorParameters.badValue(one, "true, false");
            }
        }
        List<Expression> tables = new ArrayList<>();
        do {
            tables.add(tableOrPattern());
        } while (in.acceptSymbol(","));
        return new Operator.Union(parameters, List.copyOf(tables), span);
    }

    /** A table, {@code T*}, or {@code database("x").T*}. */
    Expression tableOrPattern() {
        boolean plain = in.peek().kind() == Token.Kind.NAME || in.isSymbol("*");
        boolean star = in.isSymbol("*") || (in.peek(1).isSymbol("*") && in.isAdjacent(1));
        if (plain && star) {
            return operators.pattern();
        }
        int closed = in.peek(2).isSymbol(")") ? 2 : 3;
        boolean inDatabase = in.isWord("database")
                && in.peek(1).isSymbol("(")
                && in.peek(closed).isSymbol(")")
                && in.peek(closed + 1).isSymbol(".")
                && (in.peek(closed + 2).isSymbol("*")
                        || (in.peek(closed + 3).isSymbol("*") && in.isAdjacent(closed + 3)));
        if (!inDatabase) {
            return table();
        }
        TextSpan start = in.peek().span();
        Expression.Call database = parser.expressions().call(in.take());
        in.expectSymbol(".");
        Expression pattern = operators.pattern();
        String text = ((Expression.Pattern) pattern).pattern();
        return new Expression.Member(database, text, pattern.span(), in.since(start));
    }

    Operator mvExpand(boolean legacy, TextSpan span) {
        List<Parameter> parameters = operators.parameters(Set.of("kind", "bagexpansion", "with_itemindex"));
        for (Parameter one : parameters) {
            if (!one.name().equals("with_itemindex") && !Set.of("bag", "array").contains(one.value())) {
                throw OperatorParameters.badValue(one, "bag, array");
            }
        }
        List<Operator.MvItem> items = mvItems();
        Expression limit = in.acceptWord("limit") ? parser.expression() : null;
        return new Operator.MvExpand(legacy, parameters, items, limit, span);
    }

    Operator mvApply(TextSpan span) {
        List<Parameter> parameters = operators.parameters(Set.of("with_itemindex"));
        List<Operator.MvItem> items = mvItems();
        Expression limit = in.acceptWord("limit") ? parser.expression() : null;
        if (in.isWord("id")) {
            throw new KqlException(
                    KqlProblem.Kind.UNSUPPORTED,
                    "the id of mv-apply is not there",
                    in.peek().span(),
                    null);
        }
        in.expectWord("on");
        return new Operator.MvApply(parameters, items, limit, operators.subquery(), span);
    }

    private List<Operator.MvItem> mvItems() {
        List<Operator.MvItem> items = new ArrayList<>();
        do {
            if (in.isWord("to")) {
                throw in.unexpected("a column");
            }
            NamedItem item = operators.item();
            KqlType type = null;
            if (in.acceptWord("to")) {
                in.expectWord("typeof");
                in.expectSymbol("(");
                type = parser.type();
                in.expectSymbol(")");
            }
            items.add(new Operator.MvItem(item, type));
        } while (in.acceptSymbol(","));
        return List.copyOf(items);
    }

    Operator partition(TextSpan span) {
        List<Parameter> parameters = operators.parameters(Set.of());
        in.expectWord("by");
        NamedItem.Name column = parser.name("a column");
        Expression by = new Expression.Name(column.name(), true, column.span());
        if (in.isSymbol("{")) {
            throw new KqlException(
                    KqlProblem.Kind.UNSUPPORTED,
                    "partition with { } is not there",
                    in.peek().span(),
                    "write partition by … ( operators )");
        }
        return new Operator.Partition(parameters, by, operators.subquery(), span);
    }

    Operator makeSeries(TextSpan span) {
        List<Parameter> parameters = operators.parameters(Set.of("kind"));
        for (Parameter one : parameters) {
            if (!one.value().equals("nonempty")) {
                throw OperatorParameters.badValue(one, "nonempty");
            }
        }
        List<Operator.SeriesItem> aggregates = new ArrayList<>();
        do {
            NamedItem item = operators.item();
            Expression missing = null;
            if (in.acceptWord("default")) {
                in.expectSymbol("=");
                missing = parser.expression();
            }
            aggregates.add(new Operator.SeriesItem(item, missing));
        } while (in.acceptSymbol(","));
        in.expectWord("on");
        NamedItem axis = operators.item();
        @Nullable Expression from = null;
        @Nullable Expression to = null;
        Expression step;
        boolean inRange = in.isWord("in");
        if (inRange) {
            in.take();
            in.expectWord("range");
            in.expectSymbol("(");
            from = parser.expression();
            in.expectSymbol(",");
            to = parser.expression();
            in.expectSymbol(",");
            step = parser.expression();
            in.expectSymbol(")");
        } else {
            from = in.acceptWord("from") ? parser.expression() : null;
            to = in.acceptWord("to") ? parser.expression() : null;
            in.expectWord("step");
            step = parser.expression();
        }
        List<NamedItem> by = in.acceptWord("by") ? operators.items() : List.of();
        return new Operator.MakeSeries(parameters, List.copyOf(aggregates), axis, from, to, inRange, step, by, span);
    }

    Operator range(TextSpan span) {
        NamedItem.Name name = parser.plainName("a name for the column");
        in.expectWord("from");
        Expression from = parser.expression();
        in.expectWord("to");
        Expression to = parser.expression();
        in.expectWord("step");
        return new Operator.Range(name, from, to, parser.expression(), span);
    }
}
