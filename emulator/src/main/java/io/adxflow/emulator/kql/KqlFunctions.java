package io.adxflow.emulator.kql;

import io.adxflow.emulator.engine.KustoException;
import java.util.List;

/** Kusto's functions and aggregates as SQL, those that tests ask for. */
final class KqlFunctions {
    private KqlFunctions() {}

    /** @throws KustoException for any that is not known here */
    static String sql(String function, List<String> arguments) throws KustoException {
        String all = String.join(", ", arguments);
        return switch (function) {
            case "count" -> "count(*)";
            case "countif" -> "count(*) FILTER (WHERE " + all + ")";
            case "sum", "avg", "min", "max", "abs", "round", "length" -> function + "(" + all + ")";
            case "dcount", "count_distinct" -> "count(DISTINCT " + arguments.get(0) + ")";
            case "take_any", "any" -> "any_value(" + all + ")";
            case "tostring" -> "coalesce(CAST(" + all + " AS VARCHAR), '')";
            case "tolong" -> "TRY_CAST(" + all + " AS BIGINT)";
            case "toint" -> "TRY_CAST(" + all + " AS INTEGER)";
            case "todouble", "toreal" -> "TRY_CAST(" + all + " AS DOUBLE)";
            case "todatetime" -> "TRY_CAST(" + all + " AS TIMESTAMP_NS)";
            case "tobool" -> "TRY_CAST(" + all + " AS BOOLEAN)";
            case "isempty" -> "(coalesce(" + all + ", '') = '')";
            case "isnotempty" -> "(coalesce(" + all + ", '') <> '')";
            case "isnull" -> "(" + all + " IS NULL)";
            case "isnotnull" -> "(" + all + " IS NOT NULL)";
            case "isnan" -> "isnan(" + all + ")";
            case "isinf" -> "isinf(" + all + ")";
            case "not" -> "(NOT " + all + ")";
            case "strlen" -> "length(" + all + ")";
            case "tolower" -> "lower(" + all + ")";
            case "toupper" -> "upper(" + all + ")";
            case "strcat" -> "concat(" + all + ")";
            case "now" -> "CAST(now() AT TIME ZONE 'UTC' AS TIMESTAMP)";
            case "ago" -> "(CAST(now() AT TIME ZONE 'UTC' AS TIMESTAMP) - " + all + ")";
            case "iff", "iif" ->
                "(CASE WHEN " + arguments.get(0) + " THEN " + arguments.get(1) + " ELSE " + arguments.get(2) + " END)";
            case "bin", "floor" -> bin(arguments.get(0), arguments.get(1));
            default -> throw KustoException.syntax("the stand-in does not know the function '" + function + "'");
        };
    }

    private static String bin(String value, String step) {
        return step.startsWith("to_microseconds")
                ? "time_bucket(" + step + ", CAST(" + value + " AS TIMESTAMP), TIMESTAMP '1970-01-01')"
                : "(floor(" + value + " / " + step + ") * " + step + ")";
    }
}
