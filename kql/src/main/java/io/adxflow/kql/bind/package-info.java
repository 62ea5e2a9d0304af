/**
 * What a query means: the tree that backends run. Every name is resolved, every expression has a type, every operator its columns.
 *
 * <h2>Shape</h2>
 *
 * {@link io.adxflow.kql.bind.Binder#bind} makes a {@link io.adxflow.kql.bind.BoundQuery}: one or several results, each an operator
 * with a name and what {@code render} said. {@link io.adxflow.kql.bind.BoundOperator} is a tree whose leaves are tables, literal rows,
 * {@code range}, one empty row ({@code print}), or, in the subquery of {@code mv-apply} and {@code partition}, the rows of the operator around it.
 * {@link io.adxflow.kql.bind.BoundExpression} refers to columns of its operator's input by position.
 *
 * <h2>What is gone by now</h2>
 *
 * <ul>
 *   <li>{@code let}, functions (also stored ones), {@code invoke}, {@code as}, query parameters: expanded in place. A tabular {@code let} that
 *       is used twice is the same object twice in the tree; a backend may calculate it once or each time, except for
 *       {@link io.adxflow.kql.bind.BoundOperator.Materialize}, which must be calculated once.
 *   <li>{@code now()} and {@code ago(x)}: constants of the instant that the caller gave. {@code database()}, {@code table("x")}: the table.
 *   <li>{@code extend, project-away, project-keep, project-rename, project-reorder, print, lookup's column choice, evaluate
 *       bag_unpack}: {@link io.adxflow.kql.bind.BoundOperator.Project}. {@code top}: sort and take. {@code count}: summarize. {@code search}:
 *       union of filters. {@code getschema}: literal rows. {@code evaluate pivot}: summarize with filters.
 *   <li>{@code summarize} holds plain aggregates only: {@code sum(x) / count()} is a summarize with two aggregates and a project over it.
 *       {@code countif(p)}, {@code sumif(x, p)} and all other {@code …if} are their base with {@link io.adxflow.kql.bind.AggregateCall#filter()}.
 *       {@code percentiles(x, 5, 95)} is {@code percentile(x, 5)} and {@code percentile(x, 95)}.
 *   <li>Branches of {@code union} have one schema each: the missing columns are projected as nulls, {@code withsource} as a constant.
 *   <li>{@code filter}, {@code limit}, {@code order by}, {@code iif}, {@code floor(x, y)} and other spellings: the one that stands here ({@code where, take, sort, iff, bin}). {@code dt between (start .. 3d)}
 *       has the end as its third argument. {@code where} with a window function: a projection, a filter, a projection.
 * </ul>
 *
 * <h2>Types</h2>
 *
 * Both sides of a comparison and of arithmetic have one type: the binder widens numbers with
 * {@link io.adxflow.kql.bind.BoundExpression.Cast}. Exceptions: {@code datetime ± timespan}, {@code timespan * number}, {@code timespan / number}
 * (the number is then cast to {@code real} unless it is a {@code long}), anything with a {@code dynamic} side, and {@code ==} between types that have no common one.
 * Values are as the package {@code types} describes. Where a {@code string} is wanted a {@code dynamic} is wrapped in a call of {@code tostring}. Arithmetic with one
 * {@code dynamic} side has the type of the other: the dynamic is converted to it as {@code tolong()} and its like do. {@code and} and {@code or} have two or more arguments.
 */
@NullMarked
package io.adxflow.kql.bind;

import org.jspecify.annotations.NullMarked;
