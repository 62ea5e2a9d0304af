package io.adxflow.kql.sql;

import io.adxflow.kql.bind.BoundExpression;
import io.adxflow.kql.bind.BoundExpression.Call;
import io.adxflow.kql.types.KqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Scalar functions: most are a {@linkplain ScalarTemplates template}, the others are written here. */
final class ScalarSql {
    private static final Set<String> SPECIAL = Set.of(
            "and",
            "or",
            "iff",
            "case",
            "coalesce",
            "max_of",
            "min_of",
            "tostring",
            "bin",
            "bin_at",
            "parse_json",
            "gettype",
            "extract",
            "extract_all",
            "round",
            "abs",
            "sign",
            "datetime_diff",
            "datetime_add",
            "datetime_part",
            "format_datetime",
            "format_timespan",
            "pack_array",
            "array_concat",
            "bag_pack",
            "pack_all",
            "bag_merge",
            "array_sort_asc",
            "array_sort_desc",
            "replace_strings",
            "tdigest_merge",
            "hll_merge");
    private static final Set<KqlType> CASTED = Set.of(KqlType.INT, KqlType.LONG, KqlType.REAL);

    private final ExpressionSql expressions;

    ScalarSql(ExpressionSql expressions) {
        this.expressions = expressions;
    }

    /** Whether a function can be written. */
    static boolean isThere(String name) {
        return SPECIAL.contains(name)
                || SeriesSql.isThere(name)
                || ScalarTemplates.names().contains(name);
    }

    String sql(Call call) {
        String name = call.function().name();
        List<BoundExpression> arguments = call.arguments();
        String special = special(name, call, arguments);
        if (special != null) {
            return special;
        }
        String template = ScalarTemplates.find(name, arguments);
        if (template == null) {
            throw Refusal.noFunction(name);
        }
        String filled = fill(template, arguments);
        return CASTED.contains(call.type()) ? "CAST(" + filled + " AS " + SqlTypes.name(call.type()) + ")" : filled;
    }

    private @org.jspecify.annotations.Nullable String special(String name, Call call, List<BoundExpression> arguments) {
        return switch (name) {
            case "and", "or" ->
                arguments.stream()
                        .map(expressions::sql)
                        .collect(Collectors.joining(name.equals("and") ? " AND " : " OR ", "(", ")"));
            case "iff" ->
                "CASE WHEN " + expressions.filter(arguments.get(0)) + " THEN " + as(arguments.get(1), call.type())
                        + " ELSE " + as(arguments.get(2), call.type()) + " END";
            case "case" -> caseOf(call);
            case "coalesce" -> coalesce(call);
            case "max_of", "min_of" -> extreme(name.equals("max_of") ? "greatest" : "least", call);
            case "tostring" -> expressions.text(arguments.get(0));
            case "bin" -> bin(call, expressions.sql(arguments.get(0)), arguments.get(1));
            case "bin_at" -> binAt(call);
            case "parse_json" ->
                arguments.get(0).type() == KqlType.DYNAMIC
                        ? expressions.sql(arguments.get(0))
                        : "kql_parse_json(" + expressions.text(arguments.get(0)) + ")";
            case "gettype" -> gettype(arguments.get(0));
            case "extract" -> new ExtractSql(expressions).extract(call);
            case "extract_all" -> new ExtractSql(expressions).extractAll(arguments);
            case "round" -> round(call);
            case "abs", "sign" -> plain(name, call);
            case "datetime_diff", "datetime_add", "datetime_part", "format_datetime", "format_timespan" ->
                new DatetimeSql(expressions).sql(call);
            case "pack_array" -> "kql_array([" + list(arguments, expressions::json) + "]::VARCHAR[])";
            case "array_concat" ->
                "kql_flatten([" + list(arguments, one -> "kql_elements(" + expressions.sql(one) + ")") + "])";
            case "bag_pack" -> pack("kql_bag", arguments);
            case "pack_all" -> pack("kql_bag_of_present", arguments);
            case "bag_merge" -> "kql_bag_merge([" + list(arguments, expressions::sql) + "])";
            case "array_sort_asc", "array_sort_desc" -> sorted(name, arguments);
            case "replace_strings", "tdigest_merge", "hll_merge" -> new ListsSql(expressions).sql(call);
            default -> name.startsWith("series_") ? new SeriesSql(expressions).sql(call) : null;
        };
    }

    private String list(List<BoundExpression> arguments, Function<BoundExpression, String> form) {
        return arguments.stream().map(form).collect(Collectors.joining(", "));
    }

    /** The value of a branch, in the type of the whole. */
    private String as(BoundExpression branch, KqlType type) {
        if (branch.type() == type) {
            return expressions.sql(branch);
        }
        return switch (type) {
            case STRING -> expressions.text(branch);
            case DYNAMIC, UNKNOWN -> expressions.json(branch);
            case REAL -> expressions.real(branch);
            case LONG -> expressions.whole(branch);
            default ->
                branch.type() == KqlType.DYNAMIC
                        ? ExtractSql.parsed(type, expressions.text(branch))
                        : "CAST(" + expressions.sql(branch) + " AS " + SqlTypes.name(type) + ")";
        };
    }

    private String caseOf(Call call) {
        List<BoundExpression> arguments = call.arguments();
        StringBuilder text = new StringBuilder("CASE");
        for (int i = 0; i + 1 < arguments.size(); i += 2) {
            text.append(" WHEN ").append(expressions.filter(arguments.get(i)));
            text.append(" THEN ").append(as(arguments.get(i + 1), call.type()));
        }
        return text.append(" ELSE ")
                .append(as(arguments.get(arguments.size() - 1), call.type()))
                .append(" END")
                .toString();
    }

    private String coalesce(Call call) {
        List<String> values = new ArrayList<>();
        for (BoundExpression one : call.arguments()) {
            values.add(
                    call.type() == KqlType.STRING ? "nullif(" + as(one, call.type()) + ", '')" : as(one, call.type()));
        }
        String joined = "coalesce(" + String.join(", ", values) + ")";
        return call.type() == KqlType.STRING ? "coalesce(" + String.join(", ", values) + ", '')" : joined;
    }

    /** DuckDB leaves nulls out, as Kusto does. */
    private String extreme(String function, Call call) {
        return function + "(" + list(call.arguments(), one -> as(one, call.type())) + ")";
    }

    private String bin(Call call, String value, BoundExpression step) {
        KqlType type = call.type();
        if (type == KqlType.REAL) {
            return "kql_bin_real(" + expressions.real(call.arguments().get(0)) + ", " + expressions.real(step) + ")";
        }
        if (type == KqlType.DECIMAL) {
            throw Refusal.of("bin", "'bin' of decimals is not there; use toreal()");
        }
        String whole = type == KqlType.LONG || type == KqlType.INT ? "CAST(" + value + " AS BIGINT)" : value;
        Object constant = ExpressionSql.constant(step);
        String size = expressions.whole(step);
        boolean isPositive = constant instanceof Number number && number.longValue() > 0;
        String binned = type == KqlType.DATETIME && isPositive
                // Ticks of a datetime are never negative.
                ? "(" + whole + " // " + size + " * " + size + ")"
                : "kql_bin(" + whole + ", " + size + ")";
        return type == KqlType.INT ? "CAST(" + binned + " AS INTEGER)" : binned;
    }

    private String binAt(Call call) {
        BoundExpression value = call.arguments().get(0);
        BoundExpression size = call.arguments().get(1);
        BoundExpression fixed = call.arguments().get(2);
        return call.type() == KqlType.REAL
                ? "kql_bin_at_real(" + expressions.real(value) + ", " + expressions.real(size) + ", "
                        + expressions.real(fixed) + ")"
                : "CAST(kql_bin_at(" + expressions.whole(value) + ", " + expressions.whole(size) + ", "
                        + expressions.whole(fixed) + ") AS " + SqlTypes.name(call.type()) + ")";
    }

    private String gettype(BoundExpression value) {
        return value.type() == KqlType.DYNAMIC
                ? "kql_gettype(" + expressions.sql(value) + ")"
                : Sql.literal(value.type().keyword());
    }

    private String round(Call call) {
        List<BoundExpression> arguments = call.arguments();
        BoundExpression value = arguments.get(0);
        if (value.type().isInteger() && arguments.size() == 1) {
            return "CAST(" + expressions.sql(value) + " AS " + SqlTypes.name(call.type()) + ")";
        }
        String digits = arguments.size() > 1 ? expressions.whole(arguments.get(1)) : "0";
        return "CAST(kql_round(" + expressions.real(value) + ", " + digits + ") AS " + SqlTypes.name(call.type()) + ")";
    }

    private String plain(String function, Call call) {
        BoundExpression value = call.arguments().get(0);
        String number = value.type() == KqlType.DYNAMIC ? expressions.real(value) : expressions.sql(value);
        return "CAST(" + function + "(" + number + ") AS " + SqlTypes.name(call.type()) + ")";
    }

    private String pack(String macro, List<BoundExpression> arguments) {
        List<String> keys = new ArrayList<>();
        List<String> values = new ArrayList<>();
        for (int i = 0; i + 1 < arguments.size(); i += 2) {
            keys.add(expressions.text(arguments.get(i)));
            values.add(expressions.json(arguments.get(i + 1)));
        }
        return macro + "([" + String.join(", ", keys) + "]::VARCHAR[], [" + String.join(", ", values) + "]::VARCHAR[])";
    }

    private String sorted(String name, List<BoundExpression> arguments) {
        if (arguments.size() == 2
                && arguments.get(1).type() == KqlType.BOOL
                && ExpressionSql.constant(arguments.get(1)) instanceof Boolean nullsLast) {
            return "kql_" + name + (nullsLast ? "" : "_nulls_first") + "(" + expressions.sql(arguments.get(0)) + ")";
        }
        if (arguments.size() != 1) {
            throw Refusal.of(name, "'" + name + "' of more than one array is not there");
        }
        return "kql_" + name + "(" + expressions.sql(arguments.get(0)) + ")";
    }

    /** {@code $1}: the value; {@code $1t} as text, {@code $1j} as JSON, {@code $1r} as real, {@code $1l} as long; {@code $*}, {@code $*t}, {@code $*j}, {@code $*e} all. */
    private String fill(String template, List<BoundExpression> arguments) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < template.length(); i++) {
            char c = template.charAt(i);
            if (c != '$' || i + 1 >= template.length()) {
                text.append(c);
                continue;
            }
            char which = template.charAt(++i);
            char form = i + 1 < template.length() ? template.charAt(i + 1) : ' ';
            boolean hasForm = "tjrlxe".indexOf(form) >= 0
                    && (i + 2 >= template.length() || !Character.isLetterOrDigit(template.charAt(i + 2)));
            if (hasForm) {
                i++;
            }
            char kind = hasForm ? form : ' ';
            text.append(
                    which == '*' ? list(arguments, one -> form(kind, one)) : form(kind, arguments.get(which - '1')));
        }
        return text.toString();
    }

    private String form(char form, BoundExpression argument) {
        return switch (form) {
            case 't' -> expressions.text(argument);
            case 'j' -> expressions.json(argument);
            case 'r' -> expressions.real(argument);
            case 'l' -> expressions.whole(argument);
            // Its elements: of an array each, else the value alone.
            case 'e' ->
                argument.type() == KqlType.DYNAMIC
                        ? "kql_items(" + expressions.sql(argument) + ")"
                        : "[" + expressions.json(argument) + "]";
            case 'x' -> new Regexes(expressions).pattern(argument);
            default -> expressions.sql(argument);
        };
    }
}
