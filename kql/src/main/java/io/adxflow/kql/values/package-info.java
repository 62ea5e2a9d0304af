/**
 * The values of the Kusto Query Language on the JVM: exact rules for text, terms, numbers, times, dynamic values, regular expressions,
 * addresses and hashes, as pure functions that know neither queries nor records. The Java class of each type's values is told in
 * {@link io.adxflow.kql.types}.
 *
 * <p>Total: what cannot be read is null (or as a function's page says), never an exception. Source of every rule: the page of the function or
 * operator of that name in the language's reference, unless a comment says otherwise.
 */
@NullMarked
package io.adxflow.kql.values;

import org.jspecify.annotations.NullMarked;
