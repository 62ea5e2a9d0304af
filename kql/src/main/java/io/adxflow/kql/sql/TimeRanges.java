package io.adxflow.kql.sql;

import io.adxflow.kql.bind.BoundExpression;
import io.adxflow.kql.bind.BoundExpression.Call;
import io.adxflow.kql.bind.BoundExpression.Cast;
import io.adxflow.kql.bind.BoundExpression.ColumnRef;
import io.adxflow.kql.bind.BoundExpression.Constant;
import io.adxflow.kql.bind.BoundExpression.WindowCall;
import io.adxflow.kql.bind.BoundOperator;
import io.adxflow.kql.bind.BoundOperator.Filter;
import io.adxflow.kql.bind.BoundOperator.Join;
import io.adxflow.kql.bind.BoundOperator.JoinKind;
import io.adxflow.kql.bind.BoundOperator.MakeSeries;
import io.adxflow.kql.bind.BoundOperator.Project;
import io.adxflow.kql.bind.BoundOperator.Summarize;
import io.adxflow.kql.types.KqlType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which ranges of time a query asks of its tables: from comparisons with constants, down through operators that do not look at other rows. */
final class TimeRanges {
    private TimeRanges() {}

    /** What a filter needs of its input, where so much of its output is needed. */
    static Map<Integer, TickRange> of(Filter filter, Map<Integer, TickRange> ranges) {
        Map<Integer, TickRange> needed = new HashMap<>(ranges);
        conditions(filter.predicate()).forEach((column, range) -> needed.merge(column, range, TickRange::and));
        return needed;
    }

    private static Map<Integer, TickRange> conditions(BoundExpression predicate) {
        Map<Integer, TickRange> found = new HashMap<>();
        if (!(predicate instanceof Call call)) {
            return found;
        }
        List<BoundExpression> arguments = call.arguments();
        switch (call.function().name()) {
            case "and" ->
                arguments.forEach(
                        one -> conditions(one).forEach((column, range) -> found.merge(column, range, TickRange::and)));
            case "or" -> {
                found.putAll(conditions(arguments.get(0)));
                for (BoundExpression one : arguments.subList(1, arguments.size())) {
                    Map<Integer, TickRange> other = conditions(one);
                    found.keySet().retainAll(other.keySet());
                    found.replaceAll((column, range) -> range.or(other.getOrDefault(column, TickRange.ALL)));
                }
            }
            case ">", ">=", "<", "<=", "==" -> compare(call.function().name(), arguments, found);
            case "between" -> {
                compare(">=", List.of(arguments.get(0), arguments.get(1)), found);
                compare("<=", List.of(arguments.get(0), arguments.get(2)), found);
            }
            default -> {
                // Says nothing of a range.
            }
        }
        return found;
    }

    private static void compare(String operator, List<BoundExpression> sides, Map<Integer, TickRange> found) {
        BoundExpression left = sides.get(0);
        BoundExpression right = sides.get(1);
        if (left instanceof ColumnRef column && column.type() == KqlType.DATETIME) {
            put(operator, column, value(right), found);
        } else if (right instanceof ColumnRef column && column.type() == KqlType.DATETIME) {
            String turned = operator.startsWith(">")
                    ? "<" + operator.substring(1)
                    : operator.startsWith("<") ? ">" + operator.substring(1) : operator;
            put(turned, column, value(left), found);
        }
    }

    private static void put(String operator, ColumnRef column, @Nullable Long ticks, Map<Integer, TickRange> found) {
        if (ticks == null) {
            return;
        }
        TickRange range =
                switch (operator) {
                    case ">" -> new TickRange(ticks + 1, Long.MAX_VALUE);
                    case ">=" -> new TickRange(ticks, Long.MAX_VALUE);
                    case "<" -> new TickRange(Long.MIN_VALUE, ticks - 1);
                    case "<=" -> new TickRange(Long.MIN_VALUE, ticks);
                    default -> new TickRange(ticks, ticks);
                };
        found.merge(column.index(), range, TickRange::and);
    }

    /** The ticks of a constant time or span, or of sums and bins of such; null for what is no constant. */
    static @Nullable Long value(@Nullable BoundExpression expression) {
        if (expression instanceof Constant constant) {
            boolean isTicks = constant.type() == KqlType.DATETIME || constant.type() == KqlType.TIMESPAN;
            return isTicks && constant.value() instanceof Long ticks ? ticks : null;
        }
        if (expression instanceof Cast
                || !(expression instanceof Call call)
                || call.arguments().isEmpty()) {
            return null;
        }
        Long first = value(call.arguments().get(0));
        Long second = call.arguments().size() > 1 ? value(call.arguments().get(1)) : null;
        if (first == null) {
            return null;
        }
        return switch (call.function().name()) {
            case "+" -> second == null ? null : (Long) (first + second);
            case "-" -> second == null ? null : (Long) (first - second);
            case "bin" -> second == null || second <= 0 ? null : (Long) (first - Math.floorMod(first, second));
            case "startofday" ->
                call.arguments().size() > 1 ? null : (Long) (first - Math.floorMod(first, 864_000_000_000L));
            default -> null;
        };
    }

    /** As {@link #value}, 0 for what is no constant. */
    private static long ticks(BoundExpression expression) {
        Long value = value(expression);
        return value == null ? 0 : value;
    }

    /** What a projection needs of its input. Window functions see rows that are not needed above. */
    static Map<Integer, TickRange> through(Project project, Map<Integer, TickRange> ranges) {
        Map<Integer, TickRange> needed = new HashMap<>();
        if (project.outputs().stream().anyMatch(output -> hasWindow(output.expression()))) {
            return needed;
        }
        ranges.forEach((index, range) -> {
            if (project.outputs().get(index).expression() instanceof ColumnRef column) {
                needed.merge(column.index(), range, TickRange::and);
            }
        });
        return needed;
    }

    private static boolean hasWindow(BoundExpression expression) {
        return expression instanceof WindowCall
                || (expression instanceof Call call && call.arguments().stream().anyMatch(TimeRanges::hasWindow))
                || (expression instanceof Cast cast && hasWindow(cast.operand()))
                || (expression instanceof BoundExpression.Path path
                        && (hasWindow(path.target()) || hasWindow(path.key())))
                || (expression instanceof BoundExpression.InQuery in && hasWindow(in.operand()));
    }

    /** What a summarize needs: ranges of its keys, and of what a key bins. */
    static Map<Integer, TickRange> through(Summarize summarize, Map<Integer, TickRange> ranges) {
        Map<Integer, TickRange> needed = new HashMap<>();
        ranges.forEach((index, range) -> {
            if (index >= summarize.keys().size()) {
                return;
            }
            BoundExpression key = summarize.keys().get(index).expression();
            if (key instanceof ColumnRef column) {
                needed.merge(column.index(), range, TickRange::and);
            } else if (key instanceof Call call
                    && call.function().name().equals("bin")
                    && call.arguments().get(0) instanceof ColumnRef column
                    && ticks(call.arguments().get(1)) > 0
                    && column.type() == KqlType.DATETIME) {
                long size = ticks(call.arguments().get(1));
                long to = range.to() > Long.MAX_VALUE - size ? Long.MAX_VALUE : range.to() + size;
                needed.merge(column.index(), new TickRange(range.from(), to), TickRange::and);
            }
        });
        return needed;
    }

    /** What {@code make-series} needs: its axis, between its ends. */
    static Map<Integer, TickRange> through(MakeSeries series) {
        if (!(series.axis().expression() instanceof ColumnRef column) || column.type() != KqlType.DATETIME) {
            return Map.of();
        }
        Long from = value(series.from());
        Long to = value(series.to());
        Long step = value(series.step());
        long last = to == null ? Long.MAX_VALUE : series.toIncluded() ? to + (step == null ? 0 : step) : to;
        return Map.of(column.index(), new TickRange(from == null ? Long.MIN_VALUE : from, last));
    }

    /** What a join needs of one side. Where rows without a match count, only those that the side has itself. */
    static Map<Integer, TickRange> through(Join join, boolean ofRight, Map<Integer, TickRange> ranges) {
        boolean ownColumnsAlone = join.kind() == JoinKind.LEFT_SEMI
                || join.kind() == JoinKind.LEFT_ANTI
                || join.kind() == JoinKind.RIGHT_SEMI
                || join.kind() == JoinKind.RIGHT_ANTI;
        boolean isRightsResult = join.kind() == JoinKind.RIGHT_SEMI || join.kind() == JoinKind.RIGHT_ANTI;
        Map<Integer, TickRange> needed = new HashMap<>();
        if (ownColumnsAlone) {
            return isRightsResult == ofRight ? ranges : needed;
        }
        int border = join.left().schema().size();
        ranges.forEach((index, range) -> {
            if (ofRight && index >= border) {
                needed.put(index - border, range);
            } else if (!ofRight && index < border) {
                needed.put(index, range);
            }
        });
        return needed;
    }

    /** Ranges of columns that come from the input at the same place; {@code made} are the names of new ones. */
    static Map<Integer, TickRange> kept(BoundOperator input, Set<String> made, Map<Integer, TickRange> ranges) {
        Map<Integer, TickRange> needed = new HashMap<>();
        ranges.forEach((index, range) -> {
            if (index < input.schema().size()
                    && !made.contains(input.schema().get(index).name())) {
                needed.put(index, range);
            }
        });
        return needed;
    }
}
