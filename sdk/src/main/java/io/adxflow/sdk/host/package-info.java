/** How a job finds, loads and asks extensions. Not shown to them, and no part of the published API. */
@NullMarked
package io.adxflow.sdk.host;

import org.jspecify.annotations.NullMarked;
