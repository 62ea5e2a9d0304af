/** Event-time windows of metrics that are made of records: partial sums of all readers become rows, each once. */
@NullMarked
package io.adxflow.job.windows;

import org.jspecify.annotations.NullMarked;
