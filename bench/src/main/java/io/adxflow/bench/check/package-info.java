/** Reads committed batches back, independently of the code that wrote them. */
@NullMarked
package io.adxflow.bench.check;

import org.jspecify.annotations.NullMarked;
