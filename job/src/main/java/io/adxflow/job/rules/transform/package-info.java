/** Row programs over log records and spans before they become rows, and over the labels of series: what a namespace's {@code transform} says. */
@NullMarked
package io.adxflow.job.rules.transform;

import org.jspecify.annotations.NullMarked;
