package io.adxflow.kql.bind.resolve;

import io.adxflow.kql.bind.BoundExpression;
import io.adxflow.kql.bind.BoundExpression.ColumnRef;
import io.adxflow.kql.bind.BoundOperator;
import io.adxflow.kql.bind.BoundOperator.JoinKind;
import io.adxflow.kql.bind.NamedExpression;
import io.adxflow.kql.syntax.Expression;
import io.adxflow.kql.syntax.KqlException;
import io.adxflow.kql.syntax.Operator;
import io.adxflow.kql.types.Column;
import io.adxflow.kql.types.KqlType;
import io.adxflow.kql.types.Schema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Binds {@code join} and {@code lookup}. */
final class Joins {
    private final Session session;
    private final Scope scope;

    Joins(Session session, Scope scope) {
        this.session = session;
        this.scope = scope;
    }

    BoundOperator bind(BoundOperator left, Operator.Join join) {
        BoundOperator right = new Tables(session, scope).bind(join.right());
        if (join.on().isEmpty()) {
            throw Session.semantic("the join has no keys", join.span(), "write on …, or on $left.a == $right.b");
        }
        List<BoundOperator.JoinKey> keys = new ArrayList<>();
        for (Expression condition : join.on()) {
            condition(condition, left.schema(), right.schema(), keys);
        }
        JoinKind kind = kind(join);
        BoundOperator joined = new BoundOperator.Join(kind, left, right, keys, schema(kind, left, right));
        return join.lookup() ? withoutRightKeys(joined, left.schema(), right.schema(), keys) : joined;
    }

    private static JoinKind kind(Operator.Join join) {
        String kind = join.lookup() ? "leftouter" : "innerunique";
        for (Operator.Parameter parameter : join.parameters()) {
            if (parameter.name().equals("kind")) {
                kind = parameter.value();
            }
        }
        return switch (kind) {
            case "inner" -> JoinKind.INNER;
            case "leftouter" -> JoinKind.LEFT_OUTER;
            case "rightouter" -> JoinKind.RIGHT_OUTER;
            case "fullouter" -> JoinKind.FULL_OUTER;
            case "leftsemi" -> JoinKind.LEFT_SEMI;
            case "leftanti", "leftantisemi", "anti" -> JoinKind.LEFT_ANTI;
            case "rightsemi" -> JoinKind.RIGHT_SEMI;
            case "rightanti", "rightantisemi" -> JoinKind.RIGHT_ANTI;
            default -> JoinKind.INNER_UNIQUE;
        };
    }

    private static void condition(Expression condition, Schema left, Schema right, List<BoundOperator.JoinKey> keys) {
        if (condition instanceof Expression.Group group) {
            condition(group.inner(), left, right, keys);
        } else if (condition instanceof Expression.Chain chain
                && chain.operator().equals("and")) {
            chain.operands().forEach(operand -> condition(operand, left, right, keys));
        } else if (condition instanceof Expression.Name) {
            int leftIndex = Patterns.column(condition, left);
            int rightIndex = Patterns.column(condition, right);
            keys.add(key(column(left, leftIndex), column(right, rightIndex), condition));
        } else if (condition instanceof Expression.Binary binary
                && binary.operator().equals("==")) {
            ColumnRef leftColumn = side(binary.left(), "$left", left);
            ColumnRef rightColumn = side(binary.right(), "$right", right);
            keys.add(key(leftColumn, rightColumn, condition));
        } else {
            throw bad(condition);
        }
    }

    private static KqlException bad(Expression condition) {
        return Session.semantic(
                "a join's key is a column of both tables, or $left.a == $right.b",
                condition.span(),
                "extend what is calculated as a column before the join");
    }

    private static ColumnRef side(Expression expression, String side, Schema schema) {
        Expression at = expression;
        while (at instanceof Expression.Group group) {
            at = group.inner();
        }
        boolean fits = at instanceof Expression.Member member
                && member.target() instanceof Expression.Name target
                && target.name().equals(side);
        if (!fits) {
            throw Session.semantic("expected " + side + ".<column>", expression.span(), null);
        }
        Expression.Member member = (Expression.Member) at;
        return column(schema, Patterns.column(new Expression.Name(member.name(), true, member.nameSpan()), schema));
    }

    private static ColumnRef column(Schema schema, int index) {
        Column column = schema.get(index);
        return new ColumnRef(index, column.name(), column.type());
    }

    private static BoundOperator.JoinKey key(ColumnRef left, ColumnRef right, Expression condition) {
        KqlType leftType = left.type();
        KqlType rightType = right.type();
        boolean integers = leftType.isInteger() && rightType.isInteger();
        boolean isCommon = condition instanceof Expression.Name;
        if (leftType != rightType && (!integers || isCommon)) {
            throw Session.semantic(
                    "a " + leftType.keyword() + " and a " + rightType.keyword() + " do not join",
                    condition.span(),
                    integers
                            ? "write $left." + left.name() + " == $right." + right.name()
                            : "convert one of them before the join");
        }
        if (leftType == KqlType.DYNAMIC) {
            throw Session.semantic(
                    "a dynamic cannot be a key", condition.span(), "extend tostring(…) of it before the join");
        }
        KqlType type = KqlType.widest(leftType, rightType);
        BoundExpression first = Typing.numericCast(left, type);
        return new BoundOperator.JoinKey(first, Typing.numericCast(right, type));
    }

    private static Schema schema(JoinKind kind, BoundOperator left, BoundOperator right) {
        switch (kind) {
            case LEFT_SEMI, LEFT_ANTI -> {
                return left.schema();
            }
            case RIGHT_SEMI, RIGHT_ANTI -> {
                return right.schema();
            }
            default -> {
                List<Column> columns = new ArrayList<>(left.schema().columns());
                columns.addAll(renamed(left.schema(), right.schema()));
                return new Schema(columns);
            }
        }
    }

    /** The right side's columns; one whose name the left side has gets the lowest number that makes it new on both sides. */
    private static List<Column> renamed(Schema left, Schema right) {
        Set<String> taken = new HashSet<>();
        left.columns().forEach(column -> taken.add(column.name()));
        right.columns().forEach(column -> taken.add(column.name()));
        List<Column> columns = new ArrayList<>();
        for (Column column : right.columns()) {
            String name = column.name();
            if (left.has(name)) {
                for (int i = 1; taken.contains(name); i++) {
                    name = column.name() + i;
                }
                taken.add(name);
            }
            columns.add(new Column(name, column.type()));
        }
        return columns;
    }

    private static BoundOperator withoutRightKeys(
            BoundOperator joined, Schema left, Schema right, List<BoundOperator.JoinKey> keys) {
        Set<Integer> dropped = new HashSet<>();
        for (BoundOperator.JoinKey key : keys) {
            BoundExpression at = key.right() instanceof BoundExpression.Cast cast ? cast.operand() : key.right();
            dropped.add(((ColumnRef) at).index());
        }
        Outputs outputs = Outputs.over(left);
        for (int i = 0; i < right.size(); i++) {
            if (!dropped.contains(i)) {
                outputs.add(right.get(i).name(), column(joined.schema(), left.size() + i));
            }
        }
        List<NamedExpression> columns = new ArrayList<>(outputs.columns());
        return new BoundOperator.Project(joined, columns);
    }
}
