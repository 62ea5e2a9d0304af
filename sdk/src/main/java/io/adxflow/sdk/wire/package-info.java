/** Wire formats of senders. {@link io.adxflow.sdk.wire.WireFormat} is what a jar provides. */
@NullMarked
package io.adxflow.sdk.wire;

import org.jspecify.annotations.NullMarked;
