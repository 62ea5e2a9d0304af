/** Commands that ask the control API of a job that runs. */
package io.adxflow.job.cli.control;
