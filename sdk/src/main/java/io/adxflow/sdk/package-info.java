/**
 * The published API of adxflow: what extensions implement and what programs call. Nothing here knows Flink, or how the job is made.
 *
 * <p>What extensions see is {@link io.adxflow.sdk.Sdk#API_PACKAGES}; it changes only in ways that an extension of the same
 * {@link io.adxflow.sdk.Sdk#VERSION} does not notice.
 */
@NullMarked
package io.adxflow.sdk;

import org.jspecify.annotations.NullMarked;
