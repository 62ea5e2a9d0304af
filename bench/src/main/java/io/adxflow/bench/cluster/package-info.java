/** A real Flink cluster on this host: processes in application mode, from what Maven has put together. */
@NullMarked
package io.adxflow.bench.cluster;

import org.jspecify.annotations.NullMarked;
