package io.adxflow.job.kusto;

/** What is measured of queries. */
public enum QueryMetric {
    RUNNING("running_queries", "Queries of Kusto's clients that run in this process; at most query.max-concurrent.");

    private final String metricName;
    private final String help;

    QueryMetric(String metricName, String help) {
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
