/** Configurations of others turned into pipeline files. */
package io.adxflow.job.cli.convert;
