/** What rules cost. */
package io.adxflow.bench.rules;
