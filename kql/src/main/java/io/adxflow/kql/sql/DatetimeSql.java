package io.adxflow.kql.sql;

import io.adxflow.kql.bind.BoundExpression;
import io.adxflow.kql.bind.BoundExpression.Call;
import io.adxflow.kql.types.Timespan;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Functions of times that take a constant part or format. */
final class DatetimeSql {
    private static final Map<String, Long> TICKS = Map.of(
            "week", 7 * Timespan.TICKS_PER_DAY,
            "day", Timespan.TICKS_PER_DAY,
            "hour", Timespan.TICKS_PER_HOUR,
            "minute", Timespan.TICKS_PER_MINUTE,
            "second", Timespan.TICKS_PER_SECOND,
            "millisecond", Timespan.TICKS_PER_MILLISECOND,
            "microsecond", Timespan.TICKS_PER_MICROSECOND);

    private final ExpressionSql expressions;

    DatetimeSql(ExpressionSql expressions) {
        this.expressions = expressions;
    }

    String sql(Call call) {
        List<BoundExpression> arguments = call.arguments();
        return switch (call.function().name()) {
            case "datetime_diff" ->
                difference(part(call, 0), expressions.sql(arguments.get(1)), expressions.sql(arguments.get(2)));
            case "datetime_add" ->
                added(part(call, 0), expressions.whole(arguments.get(1)), expressions.sql(arguments.get(2)));
            case "datetime_part" ->
                "CAST(" + partOf(part(call, 0), expressions.sql(arguments.get(1))) + " AS " + SqlTypes.name(call.type())
                        + ")";
            case "format_datetime" -> formatDatetime(expressions.sql(arguments.get(0)), text(call, 1));
            default -> formatTimespan(expressions.sql(arguments.get(0)), text(call, 1));
        };
    }

    private static String text(Call call, int index) {
        if (ExpressionSql.constant(call.arguments().get(index)) instanceof String text) {
            return text;
        }
        String name = call.function().name();
        throw Refusal.of(name, "'" + name + "' takes a constant text here");
    }

    private static String part(Call call, int index) {
        String part = text(call, index).toLowerCase(Locale.ROOT);
        return switch (part) {
            case "dayofyear", "weekofyear", "week_of_year" -> part.replace("_", "");
            default -> part.endsWith("s") ? part.substring(0, part.length() - 1) : part;
        };
    }

    private static RuntimeException unknown(String part) {
        return Refusal.of(
                part,
                "there is no part '" + part + "'; there are year, quarter, month, week, day, hour, minute, second, "
                        + "millisecond, microsecond, nanosecond");
    }

    /** Boundaries that lie between, with the sign of a - b. */
    private static String difference(String part, String a, String b) {
        return switch (part) {
            case "year" -> "(year(kql_time(" + a + ")) - year(kql_time(" + b + ")))";
            case "quarter" -> "((kql_months(" + a + ") - 1) // 3 - (kql_months(" + b + ") - 1) // 3)";
            case "month" -> "(kql_months(" + a + ") - kql_months(" + b + "))";
            // Weeks begin on Sunday; the first day of time was a Monday.
            case "week" -> "((" + a + " // 864000000000 + 1) // 7 - (" + b + " // 864000000000 + 1) // 7)";
            case "nanosecond" -> "((" + a + " - " + b + ") * 100)";
            default -> {
                Long ticks = TICKS.get(part);
                if (ticks == null) {
                    throw unknown(part);
                }
                yield "(" + a + " // " + ticks + " - " + b + " // " + ticks + ")";
            }
        };
    }

    private static String added(String part, String count, String time) {
        return switch (part) {
            case "year" -> "kql_add_months(" + time + ", 12 * " + count + ")";
            case "quarter" -> "kql_add_months(" + time + ", 3 * " + count + ")";
            case "month" -> "kql_add_months(" + time + ", " + count + ")";
            case "nanosecond" -> "(" + time + " + " + count + " // 100)";
            default -> {
                Long ticks = TICKS.get(part);
                if (ticks == null) {
                    throw unknown(part);
                }
                yield "(" + time + " + " + count + " * " + ticks + ")";
            }
        };
    }

    private static String partOf(String part, String time) {
        return switch (part) {
            case "year", "quarter", "month", "day", "hour", "minute", "second", "dayofyear" ->
                part + "(kql_time(" + time + "))";
            case "weekofyear", "week" -> "week(kql_time(" + time + "))";
            case "millisecond" -> "(" + time + " % 10000000 // 10000)";
            case "microsecond" -> "(" + time + " % 10000000 // 10)";
            case "nanosecond" -> "(" + time + " % 10000000 * 100)";
            default -> throw unknown(part);
        };
    }

    private static String formatDatetime(String time, String format) {
        List<String> pieces = new ArrayList<>();
        StringBuilder known = new StringBuilder();
        for (int at = 0; at < format.length(); ) {
            int end = run(format, at);
            String run = format.substring(at, end);
            at = end;
            if (run.charAt(0) == 'f' || run.charAt(0) == 'F') {
                flush(pieces, known, time);
                pieces.add(fraction(time + " % 10000000", run, "format_datetime"));
                continue;
            }
            known.append(
                    switch (run) {
                        case "yyyy" -> "%Y";
                        case "yy" -> "%y";
                        case "y" -> "%-y";
                        case "MM" -> "%m";
                        case "M" -> "%-m";
                        case "dd" -> "%d";
                        case "d" -> "%-d";
                        case "HH" -> "%H";
                        case "H" -> "%-H";
                        case "hh" -> "%I";
                        case "h" -> "%-I";
                        case "mm" -> "%M";
                        case "m" -> "%-M";
                        case "ss" -> "%S";
                        case "s" -> "%-S";
                        case "tt" -> "%p";
                        default -> delimiter(run, "format_datetime");
                    });
        }
        flush(pieces, known, time);
        return pieces.isEmpty() ? "''" : "coalesce(" + String.join(" || ", pieces) + ", '')";
    }

    private static void flush(List<String> pieces, StringBuilder known, String time) {
        if (!known.isEmpty()) {
            pieces.add("strftime(kql_time(" + time + "), " + Sql.literal(known.toString()) + ")");
            known.setLength(0);
        }
    }

    private static String formatTimespan(String span, String format) {
        String size = "abs(CAST(" + span + " AS HUGEINT))";
        List<String> pieces = new ArrayList<>();
        pieces.add("CASE WHEN " + span + " < 0 THEN '-' ELSE '' END");
        for (int at = 0; at < format.length(); ) {
            int end = run(format, at);
            String run = format.substring(at, end);
            at = end;
            String value =
                    switch (run.charAt(0)) {
                        case 'd' -> size + " // 864000000000";
                        case 'h', 'H' -> size + " // 36000000000 % 24";
                        case 'm' -> size + " // 600000000 % 60";
                        case 's' -> size + " // 10000000 % 60";
                        default -> "";
                    };
            if (!value.isEmpty() && run.length() <= (run.charAt(0) == 'd' ? 8 : 2)) {
                pieces.add("printf('%0" + run.length() + "d', CAST(" + value + " AS BIGINT))");
            } else if (run.charAt(0) == 'f' || run.charAt(0) == 'F') {
                pieces.add(fraction(size + " % 10000000", run, "format_timespan"));
            } else {
                pieces.add(Sql.literal(delimiter(run, "format_timespan")));
            }
        }
        return "coalesce(" + String.join(" || ", pieces) + ", '')";
    }

    private static int run(String format, int at) {
        int end = at;
        while (end < format.length() && format.charAt(end) == format.charAt(at)) {
            end++;
        }
        return end;
    }

    private static String fraction(String ticks, String run, String function) {
        if (run.length() > 7) {
            throw Refusal.of(function, "'" + run + "' is no part of a format");
        }
        String digits = "printf('%07d', CAST(" + ticks + " AS BIGINT))[:" + run.length() + "]";
        return run.charAt(0) == 'F' ? "rtrim(" + digits + ", '0')" : digits;
    }

    private static String delimiter(String run, String function) {
        if (!run.chars().allMatch(c -> " /-:,._[]".indexOf(c) >= 0)) {
            throw Refusal.of(function, "'" + run + "' is no part of a format");
        }
        return run;
    }
}
