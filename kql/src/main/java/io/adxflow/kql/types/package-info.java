/**
 * The types of the Kusto Query Language and the Java values that stand for theirs.
 *
 * <p>A value of a type, wherever this module passes one ({@code null} is the null of every type but {@code string}, which has none):
 *
 * <ul>
 *   <li>{@code bool} {@link java.lang.Boolean}, {@code int} {@link java.lang.Integer}, {@code long} {@link java.lang.Long},
 *       {@code real} {@link java.lang.Double}, {@code decimal} {@link java.math.BigDecimal}, {@code string} {@link java.lang.String},
 *       {@code guid} {@link java.util.UUID};
 *   <li>{@code datetime} a {@link java.lang.Long}: ticks of 100 ns since 0001-01-01T00:00:00Z; {@code timespan} a
 *       {@link java.lang.Long}: ticks;
 *   <li>{@code dynamic} a tree of {@code null}, {@code Boolean}, {@code Long}, {@code Double}, {@code String}, {@code UUID},
 *       {@link io.adxflow.kql.types.Datetime}, {@link io.adxflow.kql.types.Timespan}, {@code List<Object>} and
 *       {@code Map<String, Object>} (in the order of the text). Inside it a time cannot be told from a number by the type of the column, so
 *       it has a class of its own.
 * </ul>
 */
@NullMarked
package io.adxflow.kql.types;

import org.jspecify.annotations.NullMarked;
