/** Load, end-to-end benchmark and micro-benchmarks. */
@NullMarked
package io.adxflow.bench;

import org.jspecify.annotations.NullMarked;
