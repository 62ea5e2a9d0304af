/** What users are told of keys and metrics: pages, lists, and the schema by which editors complete a pipeline file. */
@NullMarked
package io.adxflow.job.cli.reference;

import org.jspecify.annotations.NullMarked;
