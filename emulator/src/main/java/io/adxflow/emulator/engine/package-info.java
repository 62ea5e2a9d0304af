/** The engine of the stand-in: a catalog of tables, and their rows and extents in DuckDB. */
@NullMarked
package io.adxflow.emulator.engine;

import org.jspecify.annotations.NullMarked;
