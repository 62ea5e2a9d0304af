/** Azure Storage's REST interface, as far as a data management service needs it. */
@NullMarked
package io.adxflow.emulator.storage;

import org.jspecify.annotations.NullMarked;
