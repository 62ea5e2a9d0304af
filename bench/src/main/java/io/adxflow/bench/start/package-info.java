/** How long a start takes, and what it costs. */
@NullMarked
package io.adxflow.bench.start;

import org.jspecify.annotations.NullMarked;
