package io.adxflow.job.self;

/** What is measured of the job's reports of itself, which do not tell of these. */
public enum SelfMetric {
    ROWS("self_rows_total", "Rows that this process told of itself (self.namespace) and that a checkpoint holds."),
    REFUSED(
            "self_refused_reports_total",
            "Reports of this process of itself that were refused, as a sender's would be, or skipped since the one before was"
                    + " not answered. What they would have said of counters, the next one says."),
    LEFT_OUT(
            "self_left_out_metrics",
            "Metrics with their labels that found no room in the last report, which has 5,000 at most.");

    private final String metricName;
    private final String help;

    SelfMetric(String metricName, String help) {
        this.metricName = metricName;
        this.help = help;
    }

    public String metricName() {
        return metricName;
    }

    public String help() {
        return help;
    }
}
