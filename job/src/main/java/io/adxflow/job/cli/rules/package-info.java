/** Rules tried out on samples and records, by the classes that the job runs. */
package io.adxflow.job.cli.rules;
