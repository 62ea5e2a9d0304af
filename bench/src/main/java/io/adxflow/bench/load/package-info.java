/** A load like that of Prometheus' remote write shards: bodies that cost the sender next to nothing, and the sender itself. */
@NullMarked
package io.adxflow.bench.load;

import org.jspecify.annotations.NullMarked;
