package io.adxflow.kql.duckdb;

import io.adxflow.kql.bind.Catalog;
import io.adxflow.kql.sql.TableSql;

/** What queries are asked of: which tables and functions there are, and where the rows are. */
public interface QuerySource {
    /** Tables and stored functions; asked anew for each query. */
    Catalog catalog();

    /** Where rows are, of the same tables. */
    TableSql tables();
}
