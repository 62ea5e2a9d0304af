package io.adxflow.kql.functions;

/** Functions of the states of percentile and distinct-count aggregates. */
final class SketchFunctions {
    static final String SIGNATURES =
            """
            percentile_tdigest(tdigest: dynamic, percentile1: real): dynamic | name=percentile_tdigest_*
            percentile_tdigest(tdigest: dynamic, percentile1: real, type: type): $typeof | name=percentile_tdigest_*
            percentiles_array_tdigest(tdigest: dynamic, percentile: real, ...): dynamic | name=percentile_tdigest_*
            percentiles_array_tdigest(tdigest: dynamic, percentiles: dynamic): dynamic | name=percentile_tdigest_*
            percentrank_tdigest(digest: dynamic, value: scalar): real
            rank_tdigest(digest: dynamic, value: scalar): real
            tdigest_merge(tdigest1: dynamic, tdigest2: dynamic, ...): dynamic | name=tdigests_merge_result
            hll_merge(hll1: dynamic, hll2: dynamic, ...): dynamic | name=hll_merged_result
            dcount_hll(hll: dynamic): long | name=dcount_hll_*
            """;

    private SketchFunctions() {}
}
