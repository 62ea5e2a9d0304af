package io.adxflow.sources.control;

import io.adxflow.sources.limits.TrafficTargets;
import java.io.Serializable;
import java.time.Duration;

/**
 * What the source must know to have versions.
 *
 * @param watchInterval between two looks at the file
 * @param traffic from where on senders are held back
 * @param keepDocuments for how long a document stays that the history does not name
 */
public record ControlSettings(
        DocumentStore store, DocumentFile file, Duration watchInterval, TrafficTargets traffic, Duration keepDocuments)
        implements Serializable {
    /** With the usual targets and times. */
    public ControlSettings(DocumentStore store, DocumentFile file, Duration watchInterval) {
        this(store, file, watchInterval, TrafficTargets.DEFAULT, Duration.ofDays(90));
    }
}
