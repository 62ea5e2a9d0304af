/**
 * Evaluators: one per expression of a program and runner, with the register that holds its last value. By register there are five kinds:
 * {@link io.adxflow.kql.rows.nodes.WholeNode} ({@code bool, int, long, datetime, timespan}), {@link io.adxflow.kql.rows.nodes.RealNode},
 * {@link io.adxflow.kql.rows.nodes.TextNode}, {@link io.adxflow.kql.rows.nodes.DynamicNode} and
 * {@link io.adxflow.kql.rows.nodes.ObjectNode} ({@code decimal, guid}). For one thread.
 */
@NullMarked
package io.adxflow.kql.rows.nodes;

import org.jspecify.annotations.NullMarked;
