package io.adxflow.kql.reference;

import io.adxflow.kql.cases.CaseFiles;
import io.adxflow.kql.cases.KqlCase;
import io.adxflow.kql.functions.FunctionRegistry;
import io.adxflow.kql.functions.KqlFunction;
import io.adxflow.kql.rows.RowReference;
import io.adxflow.kql.sql.SqlRefusals;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The tables of docs/kql.md, from the register of functions, from what each backend says it can run, and from the table of cases. */
final class KqlReference {
    /** Tabular operators by keyword, each with what its cases are recognised by. */
    static final Map<String, String> OPERATORS = Map.ofEntries(
            Map.entry("as", "\\|\\s*as\\b"),
            Map.entry("count", "\\|\\s*count\\b"),
            Map.entry("datatable", "\\bdatatable\\b"),
            Map.entry("distinct", "\\|\\s*distinct\\b"),
            Map.entry("evaluate bag_unpack", "\\bbag_unpack\\b"),
            Map.entry("evaluate pivot", "\\bevaluate\\s+pivot\\b"),
            Map.entry("extend", "\\|\\s*extend\\b"),
            Map.entry("getschema", "\\|\\s*getschema\\b"),
            Map.entry("invoke", "\\|\\s*invoke\\b"),
            Map.entry("join", "\\|\\s*join\\b"),
            Map.entry("let", "\\blet\\b"),
            Map.entry("lookup", "\\|\\s*lookup\\b"),
            Map.entry("make-series", "\\|\\s*make-series\\b"),
            Map.entry("mv-apply", "\\|\\s*mv-apply\\b"),
            Map.entry("mv-expand", "\\|\\s*mv-expand\\b"),
            Map.entry("parse", "\\|\\s*parse\\s"),
            Map.entry("parse-kv", "\\|\\s*parse-kv\\b"),
            Map.entry("parse-where", "\\|\\s*parse-where\\b"),
            Map.entry("partition", "\\|\\s*partition\\b"),
            Map.entry("print", "^\\s*print\\b|;\\s*print\\b"),
            Map.entry("project", "\\|\\s*project\\s"),
            Map.entry("project-away", "\\|\\s*project-away\\b"),
            Map.entry("project-keep", "\\|\\s*project-keep\\b"),
            Map.entry("project-rename", "\\|\\s*project-rename\\b"),
            Map.entry("project-reorder", "\\|\\s*project-reorder\\b"),
            Map.entry("range", "\\brange\\s+\\w+\\s+from\\b"),
            Map.entry("render", "\\|\\s*render\\b"),
            Map.entry("sample", "\\|\\s*sample\\b"),
            Map.entry("sample-distinct", "\\|\\s*sample-distinct\\b"),
            Map.entry("search", "\\bsearch\\b"),
            Map.entry("serialize", "\\|\\s*serialize\\b"),
            Map.entry("sort", "\\|\\s*(sort|order)\\s+by\\b"),
            Map.entry("summarize", "\\|\\s*summarize\\b"),
            Map.entry("take", "\\|\\s*(take|limit)\\b"),
            Map.entry("top", "\\|\\s*top\\b"),
            Map.entry("union", "\\bunion\\b"),
            Map.entry("where", "\\|\\s*(where|filter)\\b"));

    /** Answers that are not Kusto's, by function and backend; the cases that show them carry the same remark. */
    static final Map<String, String> SQL_DIFFERS = Map.of(
            "bag_remove_keys", "a path of JSON is taken as a key",
            "bag_set_key", "a path of JSON is taken as a key",
            "dynamic_to_json", "keys stand in the order of the text",
            "indexof", "of a later occurrence, the length counts once, from the start",
            "+", "a datetime beyond the year 9999 comes out");

    private static final String EXACT = "✓";
    private static final String ABSENT = "–";

    private final List<KqlCase> cases = CaseFiles.all();
    private final SqlRefusals sql = new SqlRefusals();

    /** All tables, one below the other. */
    String markdown() {
        StringBuilder page = new StringBuilder();
        page.append("### Operators of tables\n\n");
        header(page);
        OPERATORS.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> line(
                        page,
                        entry.getKey(),
                        EXACT,
                        RowReference.hasOperator(entry.getKey()) ? EXACT : ABSENT,
                        count(entry.getValue())));
        section(page, "Operators of values", FunctionRegistry.builtIn().operators());
        section(page, "Scalar functions", FunctionRegistry.builtIn().scalars());
        section(page, "Aggregates", FunctionRegistry.builtIn().aggregates());
        section(page, "Window functions", FunctionRegistry.builtIn().windows());
        page.append("\n### Only in row programs\n\n");
        header(page);
        RowReference.ownFunctions().stream()
                .sorted(Comparator.comparing(KqlFunction::name))
                .forEach(function -> line(page, function.name(), ABSENT, EXACT, count(call(function))));
        return page.toString();
    }

    private void section(StringBuilder page, String title, Collection<KqlFunction> functions) {
        page.append("\n### ").append(title).append("\n\n");
        header(page);
        List<KqlFunction> sorted = new ArrayList<>(functions);
        sorted.sort(Comparator.comparing(KqlFunction::name));
        for (KqlFunction function : sorted) {
            line(page, function.name(), inQueries(function), inRows(function), count(call(function)));
        }
    }

    private static void header(StringBuilder page) {
        page.append("| | queries | row programs | cases |\n| --- | --- | --- | --- |\n");
    }

    private static void line(StringBuilder page, String name, String queries, String rows, long cases) {
        page.append("| `")
                .append(name.replace("|", "\\|"))
                .append("` | ")
                .append(queries)
                .append(" | ")
                .append(rows)
                .append(" | ")
                .append(cases == 0 ? "" : cases)
                .append(" |\n");
    }

    private String inQueries(KqlFunction function) {
        if (sql.function(function) != null) {
            return ABSENT;
        }
        String differs = SQL_DIFFERS.get(function.name());
        return differs == null ? EXACT : "differs: " + differs;
    }

    private static String inRows(KqlFunction function) {
        return RowReference.has(function) ? EXACT : ABSENT;
    }

    /** What a call of a function looks like, in any of its spellings; {@code …if} counts for its base as well. */
    static String call(KqlFunction function) {
        String name = Pattern.quote(function.name());
        boolean isWord = Character.isLetter(function.name().charAt(0));
        if (function.kind() == KqlFunction.Kind.SCALAR
                && FunctionRegistry.builtIn().operator(function.name()) != null) {
            return switch (function.name()) {
                case "negate" -> "[(=,|]\\s*-[\\s(]*[0-9a-z]";
                case "and", "or" -> "\\s" + name + "\\s";
                default -> isWord ? "\\s" + name + "[\\s(]" : "[\\w\\])\"'\\s]\\s*" + name + "\\s*[\\w(\"'-]";
            };
        }
        StringBuilder spellings = new StringBuilder(name);
        for (String alias : FunctionRegistry.builtIn().aliases(function.name())) {
            spellings.append('|').append(Pattern.quote(alias));
        }
        return "\\b(" + spellings + ")\\s*\\(";
    }

    private long count(String pattern) {
        Pattern compiled = Pattern.compile(pattern, Pattern.MULTILINE);
        return cases.stream()
                .filter(one -> compiled.matcher(one.query()).find())
                .count();
    }
}
