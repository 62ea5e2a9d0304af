/**
 * Kusto's query protocol over what a run has committed: its REST paths, the commands with which clients look around, and its two
 * forms of results. Format: "Query V1 HTTP response" and "Query V2 HTTP response" of the API's reference.
 */
@NullMarked
package io.adxflow.job.kusto;

import org.jspecify.annotations.NullMarked;
