/** What a namespace does to what comes in, beyond its tables: the rules' specifications, and what is made of them. */
@NullMarked
package io.adxflow.job.rules;

import org.jspecify.annotations.NullMarked;
