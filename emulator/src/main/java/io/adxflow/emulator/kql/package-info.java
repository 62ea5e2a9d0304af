/** The part of KQL that the stand-in runs, as DuckDB's SQL. */
@NullMarked
package io.adxflow.emulator.kql;

import org.jspecify.annotations.NullMarked;
