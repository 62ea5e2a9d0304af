/** Programs that run in node: where they are, and whether they can run. */
@NullMarked
package io.adxflow.emulator.node;

import org.jspecify.annotations.NullMarked;
