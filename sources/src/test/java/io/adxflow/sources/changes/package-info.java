/** Random changes of a job's document while it is sent to, and what must hold of the rows. Helpers of other modules' tests. */
package io.adxflow.sources.changes;
