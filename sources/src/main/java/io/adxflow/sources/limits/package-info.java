/** How much of the traffic is taken: limits of namespaces, shares of them, and the control of what waits for a destination. */
@NullMarked
package io.adxflow.sources.limits;

import org.jspecify.annotations.NullMarked;
