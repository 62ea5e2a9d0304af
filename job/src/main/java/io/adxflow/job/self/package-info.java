/** The job's own metrics and errors, as rows of ordinary tables that go its own way. */
@NullMarked
package io.adxflow.job.self;

import org.jspecify.annotations.NullMarked;
