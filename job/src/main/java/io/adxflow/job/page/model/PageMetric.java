package io.adxflow.job.page.model;

/** What the model itself measures. */
public enum PageMetric {
    OLDEST_ROW(
            "oldest_row_seconds",
            "Freshness: age of the oldest row of a moniker that this process has taken and that is not delivered,"
                    + " wherever it waits; 0 when there is none. Sampled once in ten seconds, and once a second while somebody looks at the page or the status.");

    private final String metricName;
    private final String help;

    PageMetric(String metricName, String help) {
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
