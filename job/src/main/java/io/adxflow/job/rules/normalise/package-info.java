/** Brings what senders write differently into one form; each of it is on or off by name. */
@NullMarked
package io.adxflow.job.rules.normalise;

import org.jspecify.annotations.NullMarked;
