/** A stand-in for Azure Data Explorer, as far as an ingestor sees it. Nothing of the pipeline depends on it. */
@org.jspecify.annotations.NullMarked
package io.adxflow.emulator;
