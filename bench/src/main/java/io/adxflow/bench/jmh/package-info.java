/** Micro-benchmarks of the steps that cost most: decode, encode, deflate. */
@NullMarked
package io.adxflow.bench.jmh;

import org.jspecify.annotations.NullMarked;
