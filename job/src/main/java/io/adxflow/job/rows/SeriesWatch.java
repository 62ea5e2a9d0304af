package io.adxflow.job.rows;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Told of each series of a body when its rows have been made, so that rules can be explained; in the job nobody watches. */
@FunctionalInterface
public interface SeriesWatch {
    /**
     * The buffers have the rows of this series, and may be drained.
     *
     * @param sent its labels as they were sent
     * @param labels as its rows have them; of one that a rule drops, as they were then; null of one that goes to the dead letters
     *     since they are too large
     * @param points how many samples, histograms and exemplars it has
     * @param droppedBy the rule that drops it, or null
     */
    void appended(
            Map<String, String> sent, @Nullable Map<String, String> labels, int points, @Nullable String droppedBy);
}
