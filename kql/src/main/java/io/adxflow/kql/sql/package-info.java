/**
 * A bound query as DuckDB's SQL: text only, nothing is run here.
 *
 * <h2>How values stand in SQL</h2>
 *
 * <table>
 *   <caption>Types</caption>
 *   <tr><td>{@code bool, int, long, real, guid}</td><td>{@code BOOLEAN, INTEGER, BIGINT, DOUBLE, UUID}</td></tr>
 *   <tr><td>{@code decimal}</td><td>{@code DECIMAL(38, 16)}</td></tr>
 *   <tr><td>{@code datetime}</td><td>{@code BIGINT}: ticks of 100 ns since 0001-01-01</td></tr>
 *   <tr><td>{@code timespan}</td><td>{@code BIGINT}: ticks</td></tr>
 *   <tr><td>{@code string}</td><td>{@code VARCHAR}, never null</td></tr>
 *   <tr><td>{@code dynamic}</td><td>{@code VARCHAR} of JSON text; null, and never the text {@code null}, where there is nothing</td></tr>
 * </table>
 *
 * DuckDB's names of columns do not regard case and Kusto's do, so that a column's name in SQL may have a suffix; names that begin with {@code $} are columns
 * that the query does not see: what rows are ordered by, and what tells the subqueries of {@code partition} and {@code mv-apply} apart.
 *
 * <p>Functions of Kusto that DuckDB has no like of are macros, which {@link io.adxflow.kql.sql.Prelude} makes once for each DuckDB.
 */
@NullMarked
package io.adxflow.kql.sql;

import org.jspecify.annotations.NullMarked;
