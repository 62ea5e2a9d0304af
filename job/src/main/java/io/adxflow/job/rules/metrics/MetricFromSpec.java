package io.adxflow.job.rules.metrics;

import java.io.Serializable;

/**
 * One metric that is made of records, as it is configured.
 *
 * @param metric its name, from which that of its table is made
 * @param query over the namespace's table of log records or of spans; ends in a summarize
 * @param temporality what its rows hold
 * @param latenessMillis how long a window waits for its records behind the newest
 * @param amendMillis how much longer records may still change a window whose values cannot be added up
 * @param maxGroups series at a time; what would be another is counted in one for all of these
 */
public record MetricFromSpec(
        String metric, String query, Temporality temporality, long latenessMillis, long amendMillis, int maxGroups)
        implements Serializable {
    public static final long DEFAULT_LATENESS_MILLIS = 30_000;
    public static final long DEFAULT_AMEND_MILLIS = 600_000;
    public static final int DEFAULT_MAX_GROUPS = 2_000;

    /** With defaults for all but the query. */
    public MetricFromSpec(String metric, String query) {
        this(metric, query, Temporality.DELTA, DEFAULT_LATENESS_MILLIS, DEFAULT_AMEND_MILLIS, DEFAULT_MAX_GROUPS);
    }

    /** What rows hold. */
    public enum Temporality {
        /** Their window's own. */
        DELTA("delta"),
        /** All since the series began. */
        CUMULATIVE("cumulative");

        private final String text;

        Temporality(String text) {
            this.text = text;
        }

        /** As the configuration writes it. */
        public String text() {
            return text;
        }
    }
}
