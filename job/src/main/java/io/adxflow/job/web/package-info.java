/**
 * HTTP servers for people and tools: the ops endpoint, and what else is asked for with a browser or curl. Senders' data does not come
 * this way. Addresses share their threads and differ in what they serve and allow.
 */
package io.adxflow.job.web;
