/**
 * A client of a running job's control API: monikers, namespaces, subscriptions, versions, and hand-shakes of agents. Begin with
 * {@link io.adxflow.sdk.client.ControlClient}.
 */
@NullMarked
package io.adxflow.sdk.client;

import org.jspecify.annotations.NullMarked;
