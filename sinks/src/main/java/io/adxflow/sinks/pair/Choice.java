package io.adxflow.sinks.pair;

import org.jspecify.annotations.Nullable;

/**
 * Where a batch goes, for good.
 *
 * @param hub null when there are none
 */
record Choice(Member storage, @Nullable Member hub) {}
