/**
 * Raw deflate (RFC 1951) for rows of samples: matches come from what is known of the rows, hardly any from a search. Knows
 * nothing of Flink.
 */
@NullMarked
package io.adxflow.job.deflate;

import org.jspecify.annotations.NullMarked;
