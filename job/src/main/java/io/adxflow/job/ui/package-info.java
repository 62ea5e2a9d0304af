/** Flink's web UI in the embedded run: to look at, and for nothing else. */
package io.adxflow.job.ui;
