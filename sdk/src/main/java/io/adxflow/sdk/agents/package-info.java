/** Configuration formats of senders. {@link io.adxflow.sdk.agents.AgentFormat} is what a jar provides. */
@NullMarked
package io.adxflow.sdk.agents;

import org.jspecify.annotations.NullMarked;
