/** Measurements of the way to Azure Data Explorer, with a stand-in for it on the same machine. */
@org.jspecify.annotations.NullMarked
package io.adxflow.bench.adx;
