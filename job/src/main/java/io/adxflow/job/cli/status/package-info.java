/** What a running job looks like in a terminal: {@code status} and {@code top}, made from what its ops endpoint tells. */
@NullMarked
package io.adxflow.job.cli.status;

import org.jspecify.annotations.NullMarked;
