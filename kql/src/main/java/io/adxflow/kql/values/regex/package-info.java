/**
 * Regular expressions: their translation into RE2's, and an automaton that says of UTF-8 bytes whether they match, for predicates over many records. What groups matched is
 * re2j's business, which is asked where there is a match.
 */
@NullMarked
package io.adxflow.kql.values.regex;

import org.jspecify.annotations.NullMarked;
