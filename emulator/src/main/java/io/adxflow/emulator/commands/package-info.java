/** Management commands. */
@NullMarked
package io.adxflow.emulator.commands;

import org.jspecify.annotations.NullMarked;
