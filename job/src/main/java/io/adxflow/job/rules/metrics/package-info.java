/** Metrics made of log records and spans, as a namespace's {@code metrics-from} says: what each record gives, and its sums in a reader until they leave it. */
@NullMarked
package io.adxflow.job.rules.metrics;

import org.jspecify.annotations.NullMarked;
