package io.adxflow.job.rules.metrics;

import java.util.List;

/**
 * What one reader has added up for one metric since it last sent that.
 *
 * @param watermarkMillis the begin of the newest window that had a record, not behind its arrival, in epoch milliseconds; {@link Long#MIN_VALUE} for none
 * @param isRetired whether the reader goes on under a document without this rule
 */
public record PartialSum(
        MetricRule rule, DocumentRef document, long watermarkMillis, boolean isRetired, List<Entry> entries) {

    /**
     * What one group has in one window.
     *
     * @param group as {@link Groups} writes it
     * @param windowMillis the begin of the window in epoch milliseconds
     * @param sum owned by whoever gets the entry
     */
    public record Entry(String group, long windowMillis, Accumulator sum) {}

    /** What it is keyed by. */
    public String id() {
        return rule.id();
    }
}
