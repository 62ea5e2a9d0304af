package io.adxflow.kql.sql;

import io.adxflow.kql.bind.BoundExpression;
import io.adxflow.kql.bind.BoundExpression.Call;
import io.adxflow.kql.bind.BoundExpression.Constant;
import io.adxflow.kql.bind.BoundExpression.InQuery;
import io.adxflow.kql.types.KqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code in !in in~ !in~ has_any has_all}, over lists and queries. Null is in no list. */
final class Membership {
    private static final Set<String> OPERATORS = Set.of("in", "!in", "in~", "!in~", "has_any", "has_all");

    private final ExpressionSql expressions;

    Membership(ExpressionSql expressions) {
        this.expressions = expressions;
    }

    static boolean isMembership(String name) {
        return OPERATORS.contains(name);
    }

    String value(Call call) {
        return sql(call, false);
    }

    /** Null may stand for false. */
    String filter(Call call) {
        return sql(call, true);
    }

    private String sql(Call call, boolean nullIsFalse) {
        String name = call.function().name();
        BoundExpression operand = call.arguments().get(0);
        List<BoundExpression> list =
                flat(call.arguments().subList(1, call.arguments().size()), operand.type());
        if (name.startsWith("has_")) {
            return has(name, operand, list);
        }
        boolean isNegated = name.startsWith("!");
        boolean ignoresCase = name.endsWith("~");
        List<String> alternatives = new ArrayList<>();
        List<String> values = new ArrayList<>();
        for (BoundExpression one : list) {
            if (one.type() == KqlType.DYNAMIC) {
                alternatives.add(
                        "kql_in(" + (ignoresCase ? lowered(operand) : expressions.json(operand)) + ", kql_json("
                                + (ignoresCase ? "lower(" + expressions.sql(one) + ")" : expressions.sql(one)) + "))");
            } else if (!(one instanceof Constant constant && constant.value() == null)) {
                values.add(comparable(one, operand.type(), ignoresCase));
            }
        }
        if (!values.isEmpty()) {
            String looked = comparable(operand, operand.type(), ignoresCase);
            alternatives.add(looked + " IN (" + String.join(", ", values) + ")");
        }
        String found = alternatives.isEmpty() ? "false" : "(" + String.join(" OR ", alternatives) + ")";
        boolean isNullable = operand.type() != KqlType.STRING || alternatives.size() > 1 || values.isEmpty();
        String whole = isNullable && (isNegated || !nullIsFalse) ? "coalesce(" + found + ", false)" : found;
        return isNegated ? "(NOT " + whole + ")" : whole;
    }

    private String lowered(BoundExpression operand) {
        return "CAST(to_json(lower(" + expressions.text(operand) + ")) AS VARCHAR)";
    }

    private String comparable(BoundExpression one, KqlType type, boolean ignoresCase) {
        if (ignoresCase) {
            return "lower(" + expressions.text(one) + ")";
        }
        return type == KqlType.DYNAMIC
                ? one.type() == KqlType.DYNAMIC ? "kql_json(" + expressions.sql(one) + ")" : expressions.json(one)
                : one.type() == type || (one.type().isNumeric() && type.isNumeric())
                        ? expressions.sql(one)
                        : expressions.text(one);
    }

    /** Constant arrays as their elements; those that cannot equal a value of the type are left out. */
    private static List<BoundExpression> flat(List<BoundExpression> list, KqlType type) {
        List<BoundExpression> all = new ArrayList<>();
        for (BoundExpression one : list) {
            if (one instanceof Constant constant && constant.type() == KqlType.DYNAMIC) {
                Object value = constant.value();
                for (Object element : value instanceof List<?> elements ? elements : java.util.Arrays.asList(value)) {
                    Constant typed = typed(element, type);
                    if (typed != null) {
                        all.add(typed);
                    }
                }
            } else {
                all.add(one);
            }
        }
        return all;
    }

    private static @Nullable Constant typed(@Nullable Object element, KqlType type) {
        if (element == null) {
            return null;
        }
        if (type == KqlType.DYNAMIC) {
            return new Constant(KqlType.DYNAMIC, element);
        }
        if (element instanceof String text) {
            return type == KqlType.STRING ? new Constant(KqlType.STRING, text) : null;
        }
        if (element instanceof Boolean) {
            return type == KqlType.BOOL ? new Constant(KqlType.BOOL, element) : null;
        }
        if (element instanceof Long whole && type.isNumeric()) {
            return type == KqlType.REAL
                    ? new Constant(KqlType.REAL, (double) whole)
                    : new Constant(KqlType.LONG, whole);
        }
        if (element instanceof Double && type.isNumeric()) {
            return new Constant(KqlType.REAL, element);
        }
        if (element instanceof io.adxflow.kql.types.Datetime time) {
            return type == KqlType.DATETIME ? new Constant(type, time.ticks()) : null;
        }
        if (element instanceof io.adxflow.kql.types.Timespan span) {
            return type == KqlType.TIMESPAN ? new Constant(type, span.ticks()) : null;
        }
        return element instanceof java.util.UUID && type == KqlType.GUID ? new Constant(type, element) : null;
    }

    private String has(String name, BoundExpression operand, List<BoundExpression> list) {
        List<String> each = new ArrayList<>();
        for (BoundExpression one : list) {
            String haystack = expressions.text(operand);
            each.add(
                    one.type() == KqlType.DYNAMIC && !(one instanceof Constant)
                            ? "kql_" + name + "(" + haystack + ", kql_texts(" + expressions.sql(one) + "))"
                            : new StringOperators(expressions).has(haystack, one));
        }
        return each.isEmpty()
                ? name.equals("has_all") ? "true" : "false"
                : "(" + String.join(name.equals("has_all") ? " AND " : " OR ", each) + ")";
    }

    /** {@code x in (T)}: the first column of the rows. */
    String inQuery(InQuery in) {
        String name = in.function().name();
        Relation rows = expressions.query(in.query());
        KqlType found = rows.schema().get(0).type();
        String cell = Relation.column(rows.names().get(0));
        if (name.startsWith("has_")) {
            String texts = new ExpressionSql(rows.columns(), query -> rows)
                    .text(new BoundExpression.ColumnRef(0, rows.schema().get(0).name(), found));
            return "kql_" + name + "(" + expressions.text(in.operand()) + ", coalesce((SELECT list(" + texts + ") "
                    + rows.from() + "), []))";
        }
        String looked = expressions.sql(in.operand());
        ExpressionSql inside = new ExpressionSql(rows.columns(), query -> rows);
        BoundExpression first =
                new BoundExpression.ColumnRef(0, rows.schema().get(0).name(), found);
        if (name.endsWith("~")) {
            looked = "lower(" + expressions.text(in.operand()) + ")";
            cell = "lower(" + inside.text(first) + ")";
        } else if (found != in.operand().type()
                && !(found.isNumeric() && in.operand().type().isNumeric())) {
            looked = expressions.text(in.operand());
            cell = inside.text(first);
        }
        String member = looked + " IN (SELECT " + cell + " " + rows.from() + " WHERE " + cell + " IS NOT NULL)";
        return name.toLowerCase(Locale.ROOT).startsWith("!")
                ? "(NOT coalesce(" + member + ", false))"
                : "coalesce(" + member + ", false)";
    }
}
