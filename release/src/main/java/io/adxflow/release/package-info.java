/** Puts the release archive's content together; nothing of it is in the archive. */
@NullMarked
package io.adxflow.release;

import org.jspecify.annotations.NullMarked;
