package io.adxflow.job.kusto;

import io.adxflow.kql.duckdb.QuerySource;

/** Where rows are, for each database that queries may mean when they name none. */
@FunctionalInterface
interface DatabaseSources {
    /**
     * The databases that there are, of which the one named is meant where a query names none.
     *
     * @param database empty for the run's own
     * @throws IllegalArgumentException when there is none of that name; the message says which there are
     */
    QuerySource of(String database);
}
