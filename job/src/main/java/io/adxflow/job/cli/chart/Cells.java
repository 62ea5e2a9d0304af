package io.adxflow.job.cli.chart;

import io.adxflow.kql.duckdb.ResultTable;
import io.adxflow.kql.types.Datetime;
import io.adxflow.kql.types.KqlType;
import io.adxflow.kql.types.Timespan;
import io.adxflow.kql.values.Reals;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Values of a result as people read them: times with a Z and without zeros at the end of the fraction, spans and reals in Kusto's form. */
public final class Cells {
    private Cells() {}

    /** The value of a column in the table's row; null when there is none. */
    public static @Nullable String text(ResultTable table, int column) {
        KqlType type = table.schema().get(column).type();
        if (type == KqlType.DYNAMIC) {
            return table.json(column);
        }
        Object value = table.value(column);
        if (value == null) {
            return null;
        }
        return switch (type) {
            case DATETIME -> time((long) value);
            case TIMESPAN -> Timespan.format((long) value);
            case REAL -> Reals.format((double) value);
            case DECIMAL -> ((BigDecimal) value).toPlainString();
            default -> value.toString();
        };
    }

    private static String time(long ticks) {
        String text = Datetime.format(ticks);
        int end = text.length() - 1;
        while (text.charAt(end - 1) == '0') {
            end--;
        }
        return text.substring(0, text.charAt(end - 1) == '.' ? end - 1 : end) + "Z";
    }
}
