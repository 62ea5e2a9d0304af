/**
 * How a job's rules change while it runs: versions of one document, decided by the source's coordinator and told to its readers.
 * What a document says is nobody's business here.
 */
package io.adxflow.sources.control;
