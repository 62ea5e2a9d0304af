/** {@code init}: a first pipeline file. */
@NullMarked
package io.adxflow.job.cli.setup;

import org.jspecify.annotations.NullMarked;
