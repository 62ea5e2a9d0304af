/** Destinations that extensions bring, as the job has destinations. */
@org.jspecify.annotations.NullMarked
package io.adxflow.sinks.extension;
