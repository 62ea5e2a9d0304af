/**
 * The scalar functions of the language as functions of Java objects, by name, for constants and for what is called too seldom for an
 * evaluator of its own. A value tells its own type here: {@link java.lang.Boolean}, {@link java.lang.Long} ({@code int} and {@code long}),
 * {@link java.lang.Double}, {@link java.math.BigDecimal}, {@link java.lang.String}, {@link java.util.UUID},
 * {@link io.adxflow.kql.types.Datetime}, {@link io.adxflow.kql.types.Timespan}, and for {@code dynamic} the trees of
 * {@link io.adxflow.kql.types}; {@code null} is null.
 *
 * <p>Total: bad data gives null, never an exception.
 */
@NullMarked
package io.adxflow.kql.library;

import org.jspecify.annotations.NullMarked;
