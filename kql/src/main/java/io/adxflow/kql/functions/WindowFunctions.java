package io.adxflow.kql.functions;

/** Functions of the rows around. */
final class WindowFunctions {
    static final String SIGNATURES =
            """
            row_number([startingIndex: long], [restart: bool]): long
            row_cumsum(term: number, [restart: bool]): $1
            row_rank_dense(term: simple, [restart: bool]): long
            row_rank_min(term: simple, [restart: bool]): long
            row_window_session(expr: datetime, maxDistanceFromFirst: timespan, maxDistanceBetweenNeighbors: timespan, [restart: bool]): $1
            prev(column: scalar, [offset: long], [default_value: scalar!]): $1
            next(column: scalar, [offset: long], [default_value: scalar!]): $1
            """;

    private WindowFunctions() {}
}
