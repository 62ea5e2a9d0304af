/** Log records and spans that are made again of their rows, so that what acts on records can act on rows. */
@NullMarked
package io.adxflow.job.otlp.restore;

import org.jspecify.annotations.NullMarked;
