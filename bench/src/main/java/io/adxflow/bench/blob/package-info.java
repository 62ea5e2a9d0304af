/** What delivery to containers costs, beside the plain SDK. */
@org.jspecify.annotations.NullMarked
package io.adxflow.bench.blob;
