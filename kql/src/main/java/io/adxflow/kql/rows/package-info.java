/**
 * Row programs: a pipeline of the language over one record, compiled into a tree of typed evaluators that reads only the fields it needs. One record in; nothing,
 * one or several rows out.
 *
 * <p>Deterministic (the same record always gives the same rows), total (bad data is null, never an exception), and in time linear in the record.
 * A predicate that says no allocates nothing. Source of the language's rules: see {@link io.adxflow.kql.values}.
 */
@NullMarked
package io.adxflow.kql.rows;

import org.jspecify.annotations.NullMarked;
