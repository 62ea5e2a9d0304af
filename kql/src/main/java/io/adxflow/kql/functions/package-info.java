/**
 * What functions, operators, aggregates and window functions there are, as data: names, parameters, result types, what an unnamed
 * result is called, and whether a row program may use them. What they compute is the business of those who run queries: they look an
 * implementation up by {@link io.adxflow.kql.functions.KqlFunction#name()}.
 *
 * <p>One class per group holds its signatures, one a line:
 *
 * <pre>
 * substring(source: text, start: integer, [length: integer]): string
 * strcat(value: scalar, ...): string
 * bin(value: number, roundTo: number): $bin            | name=first
 * extract(regex: text!, group: long, source: text): string
 * rand(): real                                          | volatile
 * </pre>
 *
 * Brackets: may be left out. {@code ...}: the parameter before may be repeated. {@code !}: must not depend on the row. Several lines of one name are its overloads. What a
 * parameter takes is a {@link io.adxflow.kql.functions.ParameterKind}; a result is a type, or a rule with a {@code $}, see
 * {@link io.adxflow.kql.functions.ResultRule}; what is behind the bar is told by {@link io.adxflow.kql.functions.Signatures}.
 */
@NullMarked
package io.adxflow.kql.functions;

import org.jspecify.annotations.NullMarked;
