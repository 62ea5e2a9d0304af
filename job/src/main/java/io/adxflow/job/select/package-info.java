/** Selectors of series and records by their labels or attributes, as PromQL writes them. */
package io.adxflow.job.select;
