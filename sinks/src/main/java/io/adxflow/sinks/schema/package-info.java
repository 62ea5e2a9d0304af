/** Versions of tables: which columns a table has since when, under which names, and what is known of it; as files that all processes agree on. */
package io.adxflow.sinks.schema;
