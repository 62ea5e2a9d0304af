package io.adxflow.job.rules.metrics;

import io.adxflow.kql.rows.SummaryProgram.Aggregate;
import java.io.DataInput;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;

/**
 * How values become those of rows.
 *
 * @param percentile of {@link Aggregate#PERCENTILE}, 0 to 100
 * @param bounds of {@link Aggregate#HISTOGRAM}
 */
public record MetricShape(Aggregate aggregate, double percentile, List<Double> bounds) {
    public MetricShape {
        bounds = List.copyOf(bounds);
    }

    /** Nothing yet. */
    public Accumulator empty() {
        return switch (aggregate) {
            case COUNT -> Additive.count();
            case SUM -> Additive.sum();
            case HISTOGRAM -> Additive.histogram(bounds);
            case MIN -> new Extremum(true);
            case MAX -> new Extremum(false);
            case AVG -> new Mean();
            case DCOUNT -> new DistinctValues();
            case PERCENTILE -> new Quantiles(percentile);
        };
    }

    /** Reads what an accumulator of this shape has written. */
    public Accumulator read(DataInput in) throws IOException {
        return switch (aggregate) {
            case COUNT -> Additive.count().read(in);
            case SUM -> Additive.sum().read(in);
            case HISTOGRAM -> Additive.histogram(bounds).read(in);
            case MIN -> new Extremum(true).read(in);
            case MAX -> new Extremum(false).read(in);
            case AVG -> new Mean().read(in);
            case DCOUNT -> new DistinctValues().read(in);
            case PERCENTILE -> new Quantiles(percentile).read(in);
        };
    }

    /** Whether the results of all records are the sums of the results of parts of them. */
    public boolean isAdditive() {
        return aggregate == Aggregate.COUNT || aggregate == Aggregate.SUM || aggregate == Aggregate.HISTOGRAM;
    }

    /** How many rows one group has of one window. */
    public int size() {
        return aggregate == Aggregate.HISTOGRAM ? bounds.size() + 3 : 1;
    }

    /** What stands behind the metric's name in the series of a result, as Prometheus names those of a histogram. */
    public String suffix(int result) {
        if (aggregate != Aggregate.HISTOGRAM) {
            return "";
        }
        return result <= bounds.size() ? "_bucket" : result == bounds.size() + 1 ? "_sum" : "_count";
    }

    /** The value of label {@code le} in the series of a result; empty for none. */
    public String bound(int result) {
        if (aggregate != Aggregate.HISTOGRAM || result > bounds.size()) {
            return "";
        }
        return result == bounds.size()
                ? "+Inf"
                : BigDecimal.valueOf(bounds.get(result)).stripTrailingZeros().toPlainString();
    }
}
