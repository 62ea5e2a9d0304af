package io.adxflow.kql.sql;

import io.adxflow.kql.bind.RenderInfo;
import io.adxflow.kql.types.Schema;
import org.jspecify.annotations.Nullable;

/**
 * SQL that makes one result table.
 *
 * @param name of the table, as {@code as} called it, or null
 * @param sql for a DuckDB that has run {@link Prelude}; its columns are those of the schema by position, and their names those of the schema unless two differ
 *     in case alone
 * @param render what draws the result, or null
 */
public record SqlStatement(@Nullable String name, String sql, Schema schema, @Nullable RenderInfo render) {}
