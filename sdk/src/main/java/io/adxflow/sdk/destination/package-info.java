/** Destinations: where batches of rows go. {@link io.adxflow.sdk.destination.DestinationKind} is what a jar provides. */
@NullMarked
package io.adxflow.sdk.destination;

import org.jspecify.annotations.NullMarked;
