/** The control document: what it says, its canonical form, where it lies, and how a job's parts follow its versions. */
package io.adxflow.job.control;
