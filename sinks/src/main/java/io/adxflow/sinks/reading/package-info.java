/** What can be read of the places that destinations write to, whatever their kind. */
package io.adxflow.sinks.reading;
