package io.adxflow.sources.limits;

import java.io.Serializable;
import java.time.Duration;

/**
 * From where on senders are held back.
 *
 * @param backlogShare part of what a destination's backlog may hold, above 0 and below 1
 * @param queueTime for which requests may wait for their reader
 */
public record TrafficTargets(double backlogShare, Duration queueTime) implements Serializable {
    public static final TrafficTargets DEFAULT = new TrafficTargets(0.8, Duration.ofSeconds(2));
}
