/** Rows as they arrive, for people who watch a table: copied by the readers while somebody does, sampled and bounded. */
@NullMarked
package io.adxflow.job.tail;

import org.jspecify.annotations.NullMarked;
