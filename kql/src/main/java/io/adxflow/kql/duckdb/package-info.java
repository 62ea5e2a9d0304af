/**
 * Runs queries in DuckDB: {@link io.adxflow.kql.duckdb.QueryEngine} binds a text against a {@link io.adxflow.kql.duckdb.QuerySource}, has it written as SQL, runs that
 * within {@link io.adxflow.kql.duckdb.QueryLimits} and hands the rows out one by one ({@link io.adxflow.kql.duckdb.QueryRun}).
 */
@NullMarked
package io.adxflow.kql.duckdb;

import org.jspecify.annotations.NullMarked;
