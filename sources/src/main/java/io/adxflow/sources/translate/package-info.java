/** Bodies in the formats of extensions, made into those that the job reads itself. */
@org.jspecify.annotations.NullMarked
package io.adxflow.sources.translate;
