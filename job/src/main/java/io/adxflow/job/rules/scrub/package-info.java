/** Takes sensitive texts out of series and records before they become rows: what is looked for, where, and what becomes of it. */
@NullMarked
package io.adxflow.job.rules.scrub;

import org.jspecify.annotations.NullMarked;
