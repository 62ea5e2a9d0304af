package io.adxflow.kql.oracle;

import io.adxflow.kql.types.KqlType;
import io.adxflow.kql.types.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Supplier;

/** Writes queries by chance along the grammar, over tables whose columns it knows. Most of them are right. */
final class QueryGenerator {
    private final Random random;
    private final List<String> tables;

    /** The columns of a text that ends with a table; null when it is not accepted. */
    private final Function<String, Schema> schemas;

    private int fresh;

    QueryGenerator(Random random, List<String> tables, Function<String, Schema> schemas) {
        this.random = random;
        this.tables = tables;
        this.schemas = schemas;
    }

    /** A whole text: some let statements, then a pipeline. */
    String query() {
        StringBuilder text = new StringBuilder();
        if (chance(10)) {
            text.append("let limit_ = ").append(random.nextInt(1, 50)).append("; ");
        }
        if (chance(8)) {
            text.append("let since = ago(").append(span()).append("); ");
        }
        if (chance(6)) {
            text.append("let twice = (x:long) { x * 2 }; ");
        }
        if (chance(5)) {
            text.append("let few = (t:(*), k:long) { t | take k }; ");
        }
        String prelude = text.toString();
        text.append(source());
        Schema schema = schemas.apply(text.toString());
        int steps = random.nextInt(1, 5);
        for (int i = 0; i < steps && schema != null && schema.size() > 0; i++) {
            String before = text.toString();
            text.append(chance(20) ? "\n| " : " | ").append(operator(schema, prelude));
            Schema after = schemas.apply(text.toString());
            if (after == null && chance(70)) {
                text.setLength(0);
                text.append(before);
                continue;
            }
            schema = after;
        }
        if (chance(4)) {
            text.append(" | render ").append(pick("timechart", "barchart", "table", "piechart"));
        }
        return text.toString();
    }

    boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    @SafeVarargs
    final <T> T pick(T... values) {
        return values[random.nextInt(values.length)];
    }

    private String source() {
        if (chance(6)) {
            return "print x = " + literal(KqlType.LONG) + ", " + literal(pick(KqlType.values()));
        } else if (chance(4)) {
            return "range x from 1 to " + random.nextInt(100) + " step " + pick("1", "2", "1.5");
        } else if (chance(4)) {
            return "datatable(a:long, s:string, d:dynamic)[1, 'x', dynamic({\"k\":1}), 2, \"y\", dynamic([1,2])]";
        } else if (chance(5)) {
            return "union " + pick("", "withsource=src ", "kind=outer ") + pick(tables.toArray(String[]::new)) + ", "
                    + pick(tables.toArray(String[]::new));
        }
        return pick(tables.toArray(String[]::new));
    }

    private String operator(Schema schema, String prelude) {
        return switch (random.nextInt(29)) {
            case 0, 1, 2, 3 -> pick("where ", "where ", "filter ") + expression(schema, KqlType.BOOL, 3);
            case 4, 5, 6 -> "extend " + items(schema, true);
            case 7, 8 -> "project " + items(schema, false);
            case 9, 10, 11, 12 -> summarize(schema);
            case 13 -> pick("take ", "limit ") + (prelude.contains("limit_") ? "limit_" : random.nextInt(50));
            case 14 -> pick("sort", "order") + " by " + sortKeys(schema);
            case 15 -> "top " + random.nextInt(1, 20) + " by " + sortKey(schema);
            case 16 -> "distinct " + distinct(schema);
            case 17 -> pick("project-away ", "project-keep ") + patterns(schema);
            case 18 -> "project-rename fresh_" + random.nextInt(9) + " = " + column(schema);
            case 19 ->
                schema.size() < 2
                        ? "take 5"
                        : "project-reorder " + column(schema) + pick("", " asc", " desc") + pick("", ", *", ", * asc");
            case 20 -> join(schema);
            case 21 -> mvExpand(schema);
            case 22 ->
                "parse " + pick("", "kind=relaxed ", "kind=regex ") + text(schema) + " with * \"a\" p" + fresh++ + ":"
                        + pick("long", "string", "datetime", "real") + " \";\" p" + fresh++
                        + pick("", ":long", " \"x\" *");
            case 23 -> makeSeries(schema);
            case 24 -> pick("count", "getschema", "count as total", "serialize", "as Named", "sample 5");
            case 25 -> "serialize | extend w_" + random.nextInt(9) + " = " + window(schema);
            case 26 -> "union (" + pick(tables.toArray(String[]::new)) + " | take 3)";
            case 27 ->
                "mv-apply e_ = " + dynamic(schema) + pick("", " to typeof(long)", " to typeof(string)") + " on ("
                        + pick("take 2", "summarize c_ = count()", "where isnotnull(e_)", "extend f_ = e_") + ")";
            default ->
                prelude.contains("few") && chance(50)
                        ? "invoke few(" + random.nextInt(9) + ")"
                        : "lookup (U | project SeriesId, Extra = Name) on SeriesId";
        };
    }

    private String items(Schema schema, boolean extend) {
        List<String> items = new ArrayList<>();
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            String value = chance(25) && !extend ? column(schema) : expression(schema, anyType(), 2);
            items.add(chance(55) ? "c" + random.nextInt(5) + pick(" = ", "=") + value : value);
        }
        return String.join(", ", items);
    }

    private KqlType anyType() {
        return pick(
                KqlType.LONG,
                KqlType.STRING,
                KqlType.REAL,
                KqlType.BOOL,
                KqlType.DATETIME,
                KqlType.TIMESPAN,
                KqlType.DYNAMIC,
                KqlType.INT,
                KqlType.DECIMAL,
                KqlType.GUID);
    }

    private String column(Schema schema) {
        // Not by the numbers of unnamed columns: they differ.
        for (int i = 0; i < 20; i++) {
            String name = schema.get(random.nextInt(schema.size())).name();
            if (!name.matches("Column[0-9]+")) {
                return name(name);
            }
        }
        return "\"none\"";
    }

    static String name(String name) {
        return name.matches("[A-Za-z_][A-Za-z0-9_]*") ? name : "['" + name + "']";
    }

    private String columnOf(Schema schema, KqlType type, Supplier<String> otherwise) {
        List<String> fitting = schema.columns().stream()
                .filter(column -> column.type() == type && !column.name().matches("Column[0-9]+"))
                .map(column -> name(column.name()))
                .toList();
        return fitting.isEmpty() ? otherwise.get() : fitting.get(random.nextInt(fitting.size()));
    }

    private String text(Schema schema) {
        return columnOf(schema, KqlType.STRING, () -> "\"some text\"");
    }

    private String dynamic(Schema schema) {
        String base = columnOf(schema, KqlType.DYNAMIC, () -> "parse_json(\"{}\")");
        return switch (random.nextInt(6)) {
            case 0 -> base + ".k" + random.nextInt(3);
            case 1 -> base + "[\"a b\"]";
            case 2 -> base + "[" + random.nextInt(3) + "]";
            case 3 -> base + ".a.b";
            default -> base;
        };
    }

    private String summarize(Schema schema) {
        List<String> aggregates = new ArrayList<>();
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            String aggregate = aggregate(schema);
            aggregates.add(chance(40) ? "a" + fresh++ + " = " + aggregate : aggregate);
        }
        List<String> keys = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            String key = key(schema);
            keys.add(chance(20) ? "key" + random.nextInt(4) + "=" + key : key);
        }
        if (chance(8) && !keys.isEmpty()) {
            return "summarize by " + String.join(", ", keys);
        }
        return "summarize " + String.join(", ", aggregates) + (keys.isEmpty() ? "" : " by " + String.join(", ", keys));
    }

    private String key(Schema schema) {
        return switch (random.nextInt(5)) {
            case 0 -> "bin(" + columnOf(schema, KqlType.DATETIME, () -> "now()") + ", " + span() + ")";
            case 1 -> "tostring(" + dynamic(schema) + ")";
            case 2 -> "bin(" + columnOf(schema, KqlType.LONG, () -> "5") + ", " + random.nextInt(1, 10) + ")";
            default -> column(schema);
        };
    }

    private String aggregate(Schema schema) {
        String number = expression(schema, pick(KqlType.LONG, KqlType.REAL, KqlType.INT), 1);
        String any = column(schema);
        return switch (random.nextInt(24)) {
            case 0, 1 -> "count()";
            case 2 -> "countif(" + expression(schema, KqlType.BOOL, 1) + ")";
            case 3, 4 -> "sum(" + number + ")";
            case 5, 6 -> "avg(" + number + ")";
            case 7 -> pick("min", "max") + "(" + expression(schema, anyType(), 1) + ")";
            case 8 -> "dcount(" + any + ")";
            case 9 -> "percentile(" + number + ", " + pick("50", "95", "99.9") + ")";
            case 10 -> "percentiles(" + number + ", 5, 50, 95)";
            case 11 -> pick("make_list", "make_set") + "(" + any + pick("", ", 10") + ")";
            case 12 -> pick("arg_max", "arg_min") + "(" + any + ", " + pick("*", any, number) + ")";
            case 13 -> "take_any(" + pick(any, "*", any + ", " + any) + ")";
            case 14 -> "round(avg(" + number + "), 2)";
            case 15 -> "sum(" + number + ") / count()";
            case 16 -> pick("stdev", "variance", "stdevp") + "(" + number + ")";
            case 17 -> "sumif(" + number + ", " + expression(schema, KqlType.BOOL, 1) + ")";
            case 18 -> "dcountif(" + any + ", " + expression(schema, KqlType.BOOL, 1) + ")";
            case 19 -> "toint(max(" + number + "))";
            case 20 -> "count_distinct(" + any + ")";
            case 21 -> "make_bag(" + dynamic(schema) + ")";
            case 22 -> "take_anyif(" + any + ", true)";
            default -> "avgif(" + number + ", " + expression(schema, KqlType.BOOL, 1) + ")";
        };
    }

    private String sortKeys(Schema schema) {
        return chance(50) ? sortKey(schema) : sortKey(schema) + ", " + sortKey(schema);
    }

    private String sortKey(Schema schema) {
        return (chance(75) ? column(schema) : expression(schema, anyType(), 1))
                + pick("", " asc", " desc")
                + pick("", "", "", " nulls first", " nulls last");
    }

    private String distinct(Schema schema) {
        return chance(20) ? "*" : column(schema) + (chance(40) ? ", " + column(schema) : "");
    }

    private String patterns(Schema schema) {
        String name = column(schema);
        String pattern = name.matches("[A-Za-z_][A-Za-z0-9_]*") ? name.charAt(0) + "*" : column(schema);
        return pick(column(schema), pattern, column(schema) + ", " + column(schema));
    }

    private String join(Schema schema) {
        String kind =
                pick("", "kind=inner ", "kind=leftouter ", "kind=leftanti ", "kind=rightsemi ", "kind=fullouter ");
        return "join " + kind + "(" + pick(tables.toArray(String[]::new)) + pick("", " | take 5", " | where true")
                + ") on " + pick("SeriesId", "Timestamp", "$left.SeriesId == $right.SeriesId", column(schema));
    }

    private String mvExpand(Schema schema) {
        String item = pick(dynamic(schema), "x_ = " + dynamic(schema), dynamic(schema));
        return pick("mv-expand ", "mv-expand kind=array ", "mv-expand with_itemindex=i_ ")
                + item
                + pick("", "", " to typeof(string)", " to typeof(long)")
                + pick("", "", " limit 10");
    }

    private String makeSeries(Schema schema) {
        String axis = columnOf(schema, KqlType.DATETIME, () -> "now()");
        return "make-series " + pick("", "v = ") + pick("avg", "sum", "max", "dcount") + "("
                + columnOf(schema, KqlType.REAL, () -> "1.5") + ")" + pick("", " default=0", " default=real(null)")
                + " on "
                + axis + pick("", " from ago(1h) to now()", " from ago(1d)") + " step " + span()
                + (chance(50) ? " by " + column(schema) : "");
    }

    private String window(Schema schema) {
        return switch (random.nextInt(5)) {
            case 0 -> "row_number()";
            case 1 -> pick("prev", "next") + "(" + column(schema) + pick("", ", 1", ", 2") + ")";
            case 2 -> "row_cumsum(" + columnOf(schema, KqlType.LONG, () -> "1") + ")";
            case 3 -> "row_cumsum(1, " + columnOf(schema, KqlType.STRING, () -> "\"\"") + " != \"x\")";
            default -> "row_rank_dense(" + columnOf(schema, KqlType.STRING, () -> "\"\"") + ")";
        };
    }

    private String span() {
        return pick("1m", "5m", "1h", "1d", "30s", "1.5h", "100ms", "7d", "time(1.02:03:04)");
    }

    private String literal(KqlType type) {
        return switch (type) {
            case BOOL -> pick("true", "false", "bool(null)");
            case INT -> pick("int(5)", "int(-3)", "int(null)");
            case LONG -> pick("1", "42", "long(7)", "0x1f", "long(null)");
            case REAL -> pick("1.5", "2e3", "real(nan)", "real(1)", "0.001");
            case DECIMAL -> pick("decimal(1.5)", "decimal(2)");
            case DATETIME -> pick("now()", "ago(1h)", "datetime(2026-01-02)", "datetime(2026-01-02T03:04:05Z)");
            case TIMESPAN -> span();
            case STRING -> pick("\"a\"", "'b c'", "@'c:\\d'", "\"\"", "\"x\" 'y'", "```raw```");
            case GUID -> "guid(74be27de-1e4e-49d9-b579-fe0b331d3642)";
            case DYNAMIC -> pick("dynamic(null)", "parse_json(\"[1,2]\")");
            case UNKNOWN -> "1";
        };
    }

    /** An expression that should have a type. */
    String expression(Schema schema, KqlType type, int depth) {
        if (depth <= 0 || chance(25)) {
            return chance(70) ? columnOf(schema, type, () -> literal(type)) : literal(type);
        }
        if (chance(8)) {
            return "(" + expression(schema, type, depth - 1) + ")";
        }
        int below = depth - 1;
        return switch (type) {
            case BOOL -> bool(schema, below);
            case INT ->
                pick(
                        "toint(" + expression(schema, anyType(), below) + ")",
                        "getyear(" + expression(schema, KqlType.DATETIME, below) + ")",
                        "hourofday(now())");
            case LONG -> number(schema, below);
            case REAL -> real(schema, below);
            case DECIMAL -> "todecimal(" + expression(schema, anyType(), below) + ")";
            case DATETIME -> datetime(schema, below);
            case TIMESPAN -> timespan(schema, below);
            case STRING -> string(schema, below);
            case GUID -> pick("toguid(" + text(schema) + ")", literal(type));
            case DYNAMIC -> dynamicCall(schema, below);
            case UNKNOWN -> literal(KqlType.LONG);
        };
    }

    private String bool(Schema schema, int below) {
        KqlType type = pick(KqlType.LONG, KqlType.REAL, KqlType.DATETIME, KqlType.TIMESPAN);
        String text = expression(schema, KqlType.STRING, below);
        return switch (random.nextInt(17)) {
            case 0, 1 ->
                expression(schema, type, below) + pick(" > ", " < ", " >= ", "<=") + expression(schema, type, below);
            case 2, 3 ->
                expression(schema, KqlType.STRING, below)
                        + pick(" == ", " != ", "==")
                        + expression(schema, KqlType.STRING, below);
            case 4, 5 ->
                text(schema) + " "
                        + pick(
                                "has",
                                "!has",
                                "contains",
                                "startswith",
                                "!endswith",
                                "has_cs",
                                "contains_cs",
                                "hasprefix",
                                "matches regex",
                                "=~",
                                "!~")
                        + " " + literal(KqlType.STRING);
            case 6 -> dynamic(schema) + pick(" == ", " != ") + literal(pick(KqlType.STRING, KqlType.LONG));
            case 7 -> text(schema) + pick(" in ", " !in ", " in~ ", " has_any ", " has_all ") + "(\"a\", 'b')";
            case 8 -> "not(" + expression(schema, KqlType.BOOL, below) + ")";
            case 9 ->
                pick("isnull", "isnotnull", "isempty", "isnotempty") + "(" + expression(schema, anyType(), below) + ")";
            case 10, 11 ->
                expression(schema, KqlType.BOOL, below)
                        + pick(" and ", " or ")
                        + expression(schema, KqlType.BOOL, below);
            case 12 ->
                expression(schema, type, below) + " between (" + expression(schema, type, below) + " .. "
                        + expression(schema, type, below) + ")";
            case 13 -> "isfinite(" + expression(schema, KqlType.REAL, below) + ")";
            case 14 -> text + " in ((U | project Name))";
            case 15 -> expression(schema, KqlType.LONG, below) + pick(" in ", " !in ") + "(1, 2, 3)";
            default -> "iff(" + expression(schema, KqlType.BOOL, below) + ", true, false)";
        };
    }

    private String number(Schema schema, int below) {
        return switch (random.nextInt(12)) {
            case 0, 1, 2 ->
                expression(schema, KqlType.LONG, below)
                        + pick(" + ", " - ", "*", " / ", " % ")
                        + expression(schema, KqlType.LONG, below);
            case 3 -> "tolong(" + expression(schema, anyType(), below) + ")";
            case 4 -> "strlen(" + expression(schema, KqlType.STRING, below) + ")";
            case 5 -> "array_length(" + dynamic(schema) + ")";
            case 6 -> "bin(" + expression(schema, KqlType.LONG, below) + ", 10)";
            case 7 ->
                "iff(" + expression(schema, KqlType.BOOL, below) + ", " + expression(schema, KqlType.LONG, below)
                        + ", 0)";
            case 8 -> "indexof(" + text(schema) + ", \"a\")";
            case 9 ->
                "datetime_diff(\"" + pick("hour", "day", "Month") + "\", now(), "
                        + expression(schema, KqlType.DATETIME, below) + ")";
            case 10 -> "hash(" + text(schema) + ")";
            default -> "-" + columnOf(schema, KqlType.LONG, () -> "5");
        };
    }

    private String real(Schema schema, int below) {
        return switch (random.nextInt(9)) {
            case 0, 1, 2 ->
                expression(schema, KqlType.REAL, below)
                        + pick(" + ", " - ", " * ", " / ")
                        + expression(schema, pick(KqlType.REAL, KqlType.LONG), below);
            case 3 -> pick("toreal", "todouble") + "(" + expression(schema, anyType(), below) + ")";
            case 4 ->
                pick("sqrt", "log", "exp", "sin") + "(" + expression(schema, pick(KqlType.REAL, KqlType.LONG), below)
                        + ")";
            case 5 -> "round(" + expression(schema, KqlType.REAL, below) + pick("", ", 2") + ")";
            case 6 -> expression(schema, KqlType.TIMESPAN, below) + " / 1s";
            case 7 -> "pow(" + expression(schema, KqlType.REAL, below) + ", 2)";
            default -> "coalesce(" + expression(schema, KqlType.REAL, below) + ", 0.0)";
        };
    }

    private String datetime(Schema schema, int below) {
        return switch (random.nextInt(8)) {
            case 0, 1 ->
                expression(schema, KqlType.DATETIME, below)
                        + pick(" + ", " - ")
                        + expression(schema, KqlType.TIMESPAN, below);
            case 2 -> "bin(" + expression(schema, KqlType.DATETIME, below) + ", " + span() + ")";
            case 3 ->
                pick("startofday", "startofweek", "endofmonth", "startofyear") + "("
                        + expression(schema, KqlType.DATETIME, below) + ")";
            case 4 -> "todatetime(" + expression(schema, pick(KqlType.STRING, KqlType.DYNAMIC), below) + ")";
            case 5 -> "datetime_add('day', 1, " + expression(schema, KqlType.DATETIME, below) + ")";
            case 6 -> "unixtime_seconds_todatetime(" + expression(schema, KqlType.LONG, below) + ")";
            default -> "max_of(now(), " + expression(schema, KqlType.DATETIME, below) + ")";
        };
    }

    private String timespan(Schema schema, int below) {
        return switch (random.nextInt(5)) {
            case 0 -> expression(schema, KqlType.DATETIME, below) + " - " + expression(schema, KqlType.DATETIME, below);
            case 1 -> expression(schema, KqlType.TIMESPAN, below) + pick(" * ", " / ") + random.nextInt(1, 9);
            case 2 -> "totimespan(" + text(schema) + ")";
            case 3 -> expression(schema, KqlType.TIMESPAN, below) + " + " + span();
            default -> "abs(" + expression(schema, KqlType.TIMESPAN, below) + ")";
        };
    }

    private String string(Schema schema, int below) {
        String text = expression(schema, KqlType.STRING, below);
        return switch (random.nextInt(13)) {
            case 0, 1 -> "tostring(" + expression(schema, anyType(), below) + ")";
            case 2 -> "strcat(" + text + ", " + expression(schema, anyType(), below) + ")";
            case 3 -> pick("toupper", "tolower", "reverse", "url_encode") + "(" + text + ")";
            case 4 -> "substring(" + text + ", " + random.nextInt(5) + pick("", ", 3") + ")";
            case 5 -> "extract(\"(a+)\", 1, " + text + ")";
            case 6 -> "replace_regex(" + text + ", @'\\d', \"\")";
            case 7 -> "replace_string(" + text + ", \"a\", 'b')";
            case 8 -> "trim(\" \", " + text + ")";
            case 9 -> "format_datetime(" + expression(schema, KqlType.DATETIME, below) + ", 'yyyy-MM-dd')";
            case 10 -> "case(" + expression(schema, KqlType.BOOL, below) + ", \"x\", " + text + ")";
            case 11 -> "hash_sha256(" + text + ")";
            default -> "iff(isempty(" + text(schema) + "), \"none\", " + text + ")";
        };
    }

    private String dynamicCall(Schema schema, int below) {
        return switch (random.nextInt(9)) {
            case 0, 1, 2 -> dynamic(schema);
            case 3 -> pick("parse_json", "todynamic") + "(" + text(schema) + ")";
            case 4 -> "split(" + text(schema) + ", \",\")";
            case 5 -> "pack_array(" + expression(schema, anyType(), below) + ", 1)";
            case 6 -> "bag_pack(\"k\", " + expression(schema, anyType(), below) + ")";
            case 7 -> pick("bag_keys", "array_reverse", "series_stats_dynamic") + "(" + dynamic(schema) + ")";
            default -> "array_concat(" + dynamic(schema) + ", " + dynamic(schema) + ")";
        };
    }
}
