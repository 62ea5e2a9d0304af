package io.adxflow.kql.rows;

import io.adxflow.kql.bind.Refusals;
import io.adxflow.kql.functions.KqlFunction;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a summary cannot do: what a row program cannot, but for its {@code summarize} and some aggregates. */
final class SummaryRefusals implements Refusals {
    private static final Set<String> AGGREGATES = Set.of(
            "count",
            "countif",
            "sum",
            "sumif",
            "min",
            "minif",
            "max",
            "maxif",
            "avg",
            "avgif",
            "dcount",
            "dcountif",
            "percentile",
            SummaryProgram.HISTOGRAM);

    private final RowRefusals rows;

    SummaryRefusals(RowRefusals rows) {
        this.rows = rows;
    }

    @Override
    public @Nullable String function(KqlFunction function) {
        if (function.kind() != KqlFunction.Kind.AGGREGATE) {
            return rows.function(function);
        }
        return AGGREGATES.contains(function.name())
                ? null
                : "cannot be added up from parts (expected: count, countif, sum, min, max, avg, dcount, percentile or"
                        + " histogram)";
    }

    @Override
    public @Nullable String operator(String keyword) {
        return keyword.equals("summarize") ? null : rows.operator(keyword);
    }
}
