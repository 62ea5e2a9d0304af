/** What goes wrong in the stand-in, on demand. */
@NullMarked
package io.adxflow.emulator.faults;

import org.jspecify.annotations.NullMarked;
