package io.adxflow.kql.functions;

/** Functions of many rows. */
final class Aggregates {
    static final String SIGNATURES =
            """
            sum(expr: summable): $promoted | name=sum_*
            sumif(expr: summable, predicate: bool): $promoted | name=sumif_*
            count(): long | name=count_*
            countif(predicate: bool): long | name=countif_*
            dcount(expr: scalar, [accuracy: simple]): long | name=dcount_*
            dcountif(expr: scalar, predicate: bool, [accuracy: simple]): long | name=dcountif_*
            tdigest(expr: summable, [weight: integer]): dynamic | name=tdigest_*
            tdigest_merge(tdigest: dynamic): dynamic | name=merge_tdigests_*
            hll(expr: not_real_or_bool, [accuracy: integer]): dynamic | name=hll_*
            hll_if(expr: not_real_or_bool, predicate: bool, [accuracy: integer]): dynamic | name=hll_if_*
            hll_merge(hll: dynamic): dynamic | name=hll_merge_*
            min(expr: orderable): $1 | name=min_*
            minif(expr: orderable, predicate: bool): $1 | name=minif_*
            max(expr: orderable): $1 | name=max_*
            maxif(expr: orderable, predicate: bool): $1 | name=maxif_*
            avg(expr: integer): real | name=avg_*
            avg(expr: real): real | name=avg_*
            avg(expr: decimal): decimal | name=avg_*
            avg(expr: timespan): timespan | name=avg_*
            avg(expr: datetime): datetime | name=avg_*
            avgif(expr: integer, predicate: bool): real | name=avgif_*
            avgif(expr: real, predicate: bool): real | name=avgif_*
            avgif(expr: decimal, predicate: bool): decimal | name=avgif_*
            avgif(expr: timespan, predicate: bool): timespan | name=avgif_*
            avgif(expr: datetime, predicate: bool): datetime | name=avgif_*
            make_list(expr: scalar, [maxSize: integer]): dynamic | name=list_*
            make_list_if(expr: scalar, predicate: bool, [maxSize: integer]): dynamic | name=list_*
            make_list_with_nulls(expr: scalar): dynamic | name=list_*
            make_set(expr: scalar, [maxSize: integer]): dynamic | name=set_*
            make_set_if(expr: scalar, predicate: bool, [maxSize: integer]): dynamic | name=set_*
            make_bag(expr: dynamic, [maxSize: integer]): dynamic | name=bag_*
            make_bag_if(expr: dynamic, predicate: bool, [maxSize: integer]): dynamic | name=bag_*
            buildschema(expr: dynamic): dynamic | name=schema_*
            percentile(expr: scalar, percentile: number!): $percentile | name=special
            percentiles(expr: scalar, percentile: number!, ...): $percentile | name=special
            percentiles_array(expr: scalar, percentile: number!, ...): dynamic | name=percentiles_*
            percentiles_array(expr: scalar, percentiles: dynamic!): dynamic | name=percentiles_*
            percentilew(expr: scalar, weight: integer, percentile: number!): $percentile | name=special
            percentilesw(expr: scalar, weight: integer, percentile: number!, ...): $percentile | name=special
            percentilesw_array(expr: scalar, weight: integer, percentile: number!, ...): dynamic | name=percentiles_*
            percentilesw_array(expr: scalar, weight: integer, percentiles: dynamic!): dynamic | name=percentiles_*
            stdev(expr: summable): real | name=stdev_*
            stdevif(expr: summable, predicate: bool): real | name=stdevif_*
            stdevp(expr: summable): real | name=stdevp_*
            variance(expr: summable): real | name=variance_*
            varianceif(expr: summable, predicate: bool): real | name=varianceif_*
            variancep(expr: summable): real | name=variancep_*
            variancepif(expr: summable, predicate: bool): real | name=variancepif_*
            covariance(expr1: summable, expr2: summable): real | name=covariance_*
            covarianceif(expr1: summable, expr2: summable, predicate: bool): real | name=covarianceif_*
            covariancep(expr1: summable, expr2: summable): real | name=covariancep_*
            covariancepif(expr1: summable, expr2: summable, predicate: bool): real | name=covariancepif_*
            take_any(expr: scalar, ...): $1 | name=special
            take_anyif(expr: scalar, predicate: bool): $1 | name=first
            arg_min(minimized: orderable, [returned: scalar], ...): $1 | name=special
            arg_max(maximized: orderable, [returned: scalar], ...): $1 | name=special
            binary_all_or(expr: summable): $1 | name=first
            binary_all_and(expr: summable): $1 | name=first
            binary_all_xor(expr: summable): $1 | name=first
            count_distinct(expr: simple): long | name=count_distinct_*
            count_distinctif(expr: simple, predicate: bool): long | name=count_distinctif_*
            """;

    private Aggregates() {}
}
