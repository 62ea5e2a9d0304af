package io.adxflow.kql.sql;

import io.adxflow.kql.bind.BoundOperator.Join;
import io.adxflow.kql.bind.BoundOperator.JoinKey;
import io.adxflow.kql.bind.BoundOperator.JoinKind;
import io.adxflow.kql.types.KqlType;
import io.adxflow.kql.types.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Joins. Null matches nothing; where a side has no row its strings are empty. */
final class JoinSql {
    private static final String LEFT = "l";
    private static final String RIGHT = "r";

    private final QuerySql query;

    JoinSql(QuerySql query) {
        this.query = query;
    }

    Relation join(Join join, Map<Integer, TickRange> ranges) {
        Relation left = query.relation(join.left(), TimeRanges.through(join, false, ranges))
                .unordered();
        Relation right = query.relation(join.right(), TimeRanges.through(join, true, ranges))
                .unordered();
        if (join.kind() == JoinKind.INNER_UNIQUE) {
            left = unique(left, join.keys());
        }
        String on = condition(left, right, join.keys());
        return switch (join.kind()) {
            case LEFT_SEMI -> half(left, right, LEFT, "SEMI JOIN", on);
            case LEFT_ANTI -> half(left, right, LEFT, "ANTI JOIN", on);
            case RIGHT_SEMI -> half(right, left, RIGHT, "SEMI JOIN", on);
            case RIGHT_ANTI -> half(right, left, RIGHT, "ANTI JOIN", on);
            default -> both(join, left, right, on);
        };
    }

    /** Of the rows with the same keys an arbitrary one. */
    private Relation unique(Relation left, List<JoinKey> keys) {
        ExpressionSql expressions = query.expressions(left);
        List<String> values = new ArrayList<>(
                keys.stream().map(key -> expressions.sql(key.left())).toList());
        left.partition().forEach(name -> values.add(Relation.column(name)));
        return left.with("SELECT DISTINCT ON (" + String.join(", ", values) + ") *\n" + left.from());
    }

    private static List<String> columns(Relation relation, String alias) {
        return relation.names().stream()
                .map(name -> alias + "." + Sql.quoted(name))
                .toList();
    }

    private String condition(Relation left, Relation right, List<JoinKey> keys) {
        ExpressionSql ofLeft = query.expressions(columns(left, LEFT));
        ExpressionSql ofRight = query.expressions(columns(right, RIGHT));
        List<String> conditions = new ArrayList<>();
        for (JoinKey key : keys) {
            String a = ofLeft.sql(key.left());
            conditions.add(a + " = " + ofRight.sql(key.right()));
            if (key.left().type() == KqlType.REAL) {
                conditions.add("NOT isnan(" + a + ")");
            }
        }
        if (!left.partition().isEmpty() && !right.partition().isEmpty()) {
            for (int i = 0; i < left.partition().size(); i++) {
                conditions.add(LEFT + "." + Sql.quoted(left.partition().get(i)) + " IS NOT DISTINCT FROM " + RIGHT + "."
                        + Sql.quoted(right.partition().get(i)));
            }
        }
        return conditions.isEmpty() ? "true" : String.join(" AND ", conditions);
    }

    private static Relation half(Relation own, Relation other, String alias, String kind, String on) {
        String otherAlias = alias.equals(LEFT) ? RIGHT : LEFT;
        return own.with("SELECT " + alias + ".*\nFROM " + Sql.nested(own.select()) + " AS " + alias + "\n" + kind + " "
                + Sql.nested(other.select()) + " AS " + otherAlias + " ON " + on);
    }

    private static Relation both(Join join, Relation left, Relation right, String on) {
        JoinKind kind = join.kind();
        boolean leftMayMiss = kind == JoinKind.RIGHT_OUTER || kind == JoinKind.FULL_OUTER;
        boolean rightMayMiss = kind == JoinKind.LEFT_OUTER || kind == JoinKind.FULL_OUTER;
        List<String> names = Relation.namesOf(join.schema());
        List<String> columns = new ArrayList<>();
        side(columns, left, LEFT, leftMayMiss, names, join.schema());
        side(columns, right, RIGHT, rightMayMiss, names, join.schema());
        List<String> partition = left.partition().isEmpty() ? right.partition() : left.partition();
        for (int i = 0; i < partition.size(); i++) {
            List<String> sides = new ArrayList<>();
            if (!left.partition().isEmpty()) {
                sides.add(LEFT + "." + Sql.quoted(left.partition().get(i)));
            }
            if (!right.partition().isEmpty()) {
                sides.add(RIGHT + "." + Sql.quoted(right.partition().get(i)));
            }
            columns.add((sides.size() == 1 ? sides.get(0) : "coalesce(" + String.join(", ", sides) + ")") + " AS "
                    + Sql.quoted(partition.get(i)));
        }
        String keyword =
                switch (kind) {
                    case LEFT_OUTER -> "LEFT JOIN";
                    case RIGHT_OUTER -> "RIGHT JOIN";
                    case FULL_OUTER -> "FULL JOIN";
                    default -> "JOIN";
                };
        String select = "SELECT " + String.join(",\n  ", columns) + "\nFROM " + Sql.nested(left.select()) + " AS "
                + LEFT + "\n" + keyword + " " + Sql.nested(right.select()) + " AS " + RIGHT + " ON " + on;
        return new Relation(select, join.schema(), names, List.of(), partition);
    }

    private static void side(
            List<String> columns, Relation relation, String alias, boolean mayMiss, List<String> names, Schema schema) {
        for (String own : relation.names()) {
            int at = columns.size();
            String value = alias + "." + Sql.quoted(own);
            columns.add((mayMiss ? SqlTypes.whole(schema.get(at).type(), value) : value) + " AS "
                    + Sql.quoted(names.get(at)));
        }
    }
}
