/**
 * The pipeline as people see it: one model, gathered from every process of the job each second, from which the page, the status, the graph
 * and the terminal views are made.
 */
@NullMarked
package io.adxflow.job.page.model;

import org.jspecify.annotations.NullMarked;
