package io.adxflow.kql.syntax;

import io.adxflow.kql.syntax.Operator.Parameter;
import io.adxflow.kql.types.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the operators behind a bar, and those that begin a query. The larger ones are read by {@link TableOperators} and {@link TextOperators}. */
final class OperatorParser {
    /** What is not there, each with the nearest thing that is. */
    private static final Map<String, String> ABSENT = Map.ofEntries(
            Map.entry("top-nested", "write summarize … by …, then top, and join the levels"),
            Map.entry("top-hitters", "write summarize count() by …, then top"),
            Map.entry("fork", "write several queries with ; between them"),
            Map.entry("facet", "write several queries with ; between them"),
            Map.entry("externaldata", "ingest the data, or write it as datatable"),
            Map.entry("external_data", "ingest the data, or write it as datatable"),
            Map.entry("scan", "prev(), next() and row_cumsum() over sorted rows do much of what scan does"),
            Map.entry("find", "write search in (T1, T2) …, or union withsource=source_ T1, T2 | where …"),
            Map.entry("reduce", "write summarize count() by an expression that takes the variable part away"),
            Map.entry("consume", "write count"),
            Map.entry("make-graph", "write join"),
            Map.entry("graph-match", "write join"),
            Map.entry("graph-shortest-paths", "write join"),
            Map.entry("graph-mark-components", "write join"),
            Map.entry("graph-to-table", "write join"),
            Map.entry("graph-where-nodes", "write join"),
            Map.entry("graph-where-edges", "write join"),
            Map.entry("macro-expand", "write union"),
            Map.entry("assert-schema", "write project"),
            Map.entry("execute-and-cache", "write let x = materialize(…)"),
            Map.entry("project-by-names", "write project-keep"));

    private static final Set<String> GRANNY = Set.of("granny-asc", "granny-desc");

    private static final Set<String> SOURCES = Set.of("print", "range", "union", "search");

    private final Tokens in;
    private final Parser parser;
    private final OperatorParameters parameters;
    private final TableOperators tables;
    private final TextOperators texts;

    OperatorParser(Tokens in, Parser parser) {
        this.in = in;
        this.parser = parser;
        this.parameters = new OperatorParameters(in, parser);
        this.tables = new TableOperators(in, parser, this);
        this.texts = new TextOperators(in, parser, this);
    }

    /** An operator that needs no input; null when none is next. */
    @Nullable
    Operator source() {
        String word = in.peekHyphenated();
        if (word == null) {
            return null;
        }
        boolean absent = ABSENT.containsKey(word) && !in.peek(1).isSymbol("=") && !isValue();
        if (absent
                && Set.of("find", "externaldata", "external_data", "macro-expand")
                        .contains(word)) {
            throw absent(word);
        }
        if (word.equals("evaluate")
                && in.peek(1).kind() == Token.Kind.NAME
                && in.peek(2).isSymbol("(")) {
            throw new KqlException(
                    KqlProblem.Kind.UNSUPPORTED,
                    "evaluate without a table before it is not there",
                    in.peek().span(),
                    "evaluate bag_unpack(…) and pivot(…) stand behind T |");
        }
        if (!SOURCES.contains(word)) {
            return null;
        }
        if (word.equals("print") || word.equals("union")) {
            return read(word);
        }
        boolean range = word.equals("range")
                && (in.peek(1).kind() == Token.Kind.NAME || in.peek(1).isSymbol("["));
        return range || word.equals("search") ? read(word) : null;
    }

    TableOperators tables() {
        return tables;
    }

    private boolean isValue() {
        Token next = in.peek(1);
        return next.isSymbol("|") || next.isSymbol(";") || next.isSymbol(")") || next.kind() == Token.Kind.END;
    }

    /** {@code datatable (…) […]}; null when it is not next. */
    Expression.@Nullable Datatable datatable() {
        boolean withParameters =
                in.peek(1).kind() == Token.Kind.NAME && in.peek(2).isSymbol("=");
        if (!in.isWord("datatable") || !(in.peek(1).isSymbol("(") || withParameters)) {
            return null;
        }
        TextSpan start = in.take().span();
        parameters.read(Set.of());
        in.expectSymbol("(");
        List<Column> columns = in.isSymbol(")") ? List.of() : parser.columns();
        in.expectSymbol(")");
        in.expectSymbol("[");
        List<Expression> values = new ArrayList<>();
        while (!in.isSymbol("]")) {
            values.add(parser.signedLiteral());
            if (!in.acceptSymbol(",")) {
                break;
            }
        }
        in.expectSymbol("]");
        return new Expression.Datatable(columns, List.copyOf(values), in.since(start));
    }

    /** Reads the operator behind a bar and adds it. */
    void add(List<Operator> behind) {
        if (behind.size() >= 500) {
            throw new KqlException(
                    KqlProblem.Kind.LIMIT,
                    "more than 500 operators behind one another",
                    in.peek().span(),
                    null);
        }
        String word = in.peekHyphenated();
        if (word == null) {
            throw in.unexpected("an operator behind '|'");
        }
        behind.add(read(word));
    }

    /** Operators with bars between them, as subqueries of {@code mv-apply} and {@code partition} have them. */
    List<Operator> subquery() {
        in.expectSymbol("(");
        in.enter();
        List<Operator> operators = new ArrayList<>();
        add(operators);
        while (in.acceptSymbol("|")) {
            add(operators);
        }
        in.leave();
        in.expectSymbol(")");
        return List.copyOf(operators);
    }

    private Operator read(String word) {
        TextSpan span = in.acceptHyphenated(word);
        if (span == null) {
            throw in.unexpected("an operator");
        }
        boolean lists = word.startsWith("project") || word.equals("extend") || word.equals("distinct");
        if (lists && endsOperator()) {
            throw new KqlException(
                    KqlProblem.Kind.SYNTAX,
                    "'" + word + "' names no column",
                    in.peek().span(),
                    null);
        }
        return switch (word) {
            case "where", "filter" -> where(span);
            case "extend" -> new Operator.Extend(items(), span);
            case "project" -> new Operator.Project(items(), span);
            case "project-away", "project-keep" ->
                new Operator.ProjectSome(word.equals("project-keep"), patterns(), span);
            case "project-rename" -> new Operator.ProjectRename(items(), span);
            case "project-reorder" -> tables.reorder(span);
            case "print" -> new Operator.Print(items(), span);
            case "serialize" -> new Operator.Serialize(endsOperator() ? List.of() : items(), span);
            case "summarize" -> tables.summarize(span);
            case "count" -> count(span);
            case "distinct" -> tables.distinct(span);
            case "take", "limit" -> new Operator.Take(take(), span);
            case "sample" -> new Operator.Sample(parser.expression(), span);
            case "sample-distinct" -> tables.sampleDistinct(span);
            case "sort", "order" -> tables.sort(span);
            case "top" -> tables.top(span);
            case "join", "lookup" -> tables.join(word.equals("lookup"), span);
            case "union" -> tables.union(span);
            case "mv-expand", "mvexpand" -> tables.mvExpand(word.equals("mvexpand"), span);
            case "mv-apply", "mvapply" -> tables.mvApply(span);
            case "partition" -> tables.partition(span);
            case "parse", "parse-where" -> texts.parse(word.equals("parse-where"), span);
            case "parse-kv" -> texts.parseKv(span);
            case "make-series" -> tables.makeSeries(span);
            case "range" -> tables.range(span);
            case "as" -> texts.as(span);
            case "render" -> texts.render(span);
            case "getschema" -> new Operator.GetSchema(span);
            case "search" -> texts.search(span);
            case "evaluate" -> texts.evaluate(span);
            case "invoke" -> texts.invoke(span);
            default -> throw unknown(word, span);
        };
    }

    private KqlException unknown(String word, TextSpan span) {
        if (ABSENT.containsKey(word)) {
            return absent(word);
        }
        String near = Nearest.of(word, OPERATORS);
        return new KqlException(
                KqlProblem.Kind.SYNTAX,
                "'" + word + "' is no operator",
                span,
                near == null ? null : "did you mean '" + near + "'?");
    }

    private KqlException absent(String word) {
        return new KqlException(
                KqlProblem.Kind.UNSUPPORTED,
                "the operator '" + word + "' is not there",
                in.peek().span(),
                ABSENT.get(word));
    }

    private static final List<String> OPERATORS = List.of(
            "where",
            "extend",
            "project",
            "project-away",
            "project-keep",
            "project-rename",
            "project-reorder",
            "print",
            "serialize",
            "summarize",
            "count",
            "distinct",
            "take",
            "limit",
            "sample",
            "sample-distinct",
            "sort",
            "order",
            "top",
            "join",
            "lookup",
            "union",
            "mv-expand",
            "mv-apply",
            "partition",
            "parse",
            "parse-where",
            "parse-kv",
            "make-series",
            "range",
            "as",
            "render",
            "getschema",
            "search",
            "evaluate",
            "invoke",
            "filter");

    private Operator where(TextSpan span) {
        parameters(Set.of());
        return new Operator.Where(parser.expression(), span);
    }

    private Expression take() {
        parameters(Set.of());
        return parser.expression();
    }

    private Operator count(TextSpan span) {
        parameters(Set.of());
        NamedItem.Name name = in.acceptWord("as") ? parser.plainName("a name for the count") : null;
        return new Operator.Count(name, span);
    }

    /** Whether nothing of the operator comes any more. */
    boolean endsOperator() {
        return in.atEnd() || in.isSymbol("|") || in.isSymbol(";") || in.isSymbol(")") || in.isSymbol("}");
    }

    /** {@code a = x, (b, c) = y, z}. */
    List<NamedItem> items() {
        List<NamedItem> items = new ArrayList<>();
        do {
            items.add(item());
        } while (in.acceptSymbol(","));
        return List.copyOf(items);
    }

    /** {@code a = x}, {@code (a, b) = x}, or {@code x}. */
    NamedItem item() {
        int name = in.nameLength(0);
        if (name > 0 && in.peek(name).isSymbol("=")) {
            NamedItem.Name written = parser.declaredName("a name");
            in.take();
            return new NamedItem(List.of(written), false, parser.expression());
        }
        if (in.isSymbol("(") && isNameList()) {
            in.take();
            List<NamedItem.Name> names = new ArrayList<>();
            do {
                names.add(parser.declaredName("a name"));
            } while (in.acceptSymbol(","));
            in.expectSymbol(")");
            in.expectSymbol("=");
            return new NamedItem(names, true, parser.expression());
        }
        return new NamedItem(List.of(), false, parser.expression());
    }

    /** Whether {@code (a, ['b']) =} is next. */
    private boolean isNameList() {
        int ahead = 1;
        while (true) {
            int name = in.nameLength(ahead);
            if (name == 0) {
                return false;
            }
            ahead += name;
            if (in.peek(ahead).isSymbol(")")) {
                return in.peek(ahead + 1).isSymbol("=");
            }
            if (!in.peek(ahead).isSymbol(",")) {
                return false;
            }
            ahead++;
        }
    }

    /** Names and patterns: {@code a, b*, *}. */
    List<Expression> patterns() {
        List<Expression> patterns = new ArrayList<>();
        do {
            patterns.add(pattern());
        } while (in.acceptSymbol(","));
        return List.copyOf(patterns);
    }

    /** A name, or a name with {@code *} in it. */
    Expression pattern() {
        Token first = in.peek();
        if (first.isSymbol("[")) {
            NamedItem.Name name = parser.quotedName();
            return new Expression.Name(name.name(), true, name.span());
        }
        StringBuilder pattern = new StringBuilder();
        boolean star = false;
        // '*asc' is a star and an order, and so is '*granny-asc'.
        while (isPatternPart(in.peek())
                && !GRANNY.contains(String.valueOf(in.peekHyphenated()))
                && (pattern.isEmpty()
                        || (in.isAdjacentToLast()
                                && Keywords.mayDeclare(in.peek().text())))) {
            star |= in.peek().isSymbol("*");
            pattern.append(in.take().text());
        }
        if (pattern.isEmpty()) {
            throw in.unexpected("a column");
        }
        TextSpan span = in.since(first.span());
        return star
                ? new Expression.Pattern(pattern.toString(), span)
                : new Expression.Name(pattern.toString(), false, span);
    }

    private static boolean isPatternPart(Token token) {
        return token.isSymbol("*")
                || token.kind() == Token.Kind.NAME
                || (token.kind() == Token.Kind.LITERAL && token.text().matches("[0-9A-Za-z]+"));
    }

    /** What stands behind an operator's name: see {@link OperatorParameters}. */
    List<Parameter> parameters(Set<String> known) {
        return parameters.read(known);
    }
}
