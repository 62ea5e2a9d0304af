/** From a queue message or a command to rows in a table, and the verdict. */
@NullMarked
package io.adxflow.emulator.ingestion;

import org.jspecify.annotations.NullMarked;
