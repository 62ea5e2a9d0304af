package io.adxflow.job.windows;

/** The metrics of metrics that are made of records. */
public enum WindowMetric {
    GROUPS(
            "metrics_from_groups",
            "Groups of a metric of metrics-from that have a series; bounded by its max-groups, and by an hour without"
                    + " records."),
    WINDOWS("metrics_from_windows", "Windows of a metric of metrics-from that hold what is in no row yet."),
    NUMBERS("metrics_from_numbers", "Numbers that the windows of a metric hold; bounded at 500,000."),
    ROWS("metrics_from_rows_total", "Rows made of log records and spans."),
    AMENDED(
            "metrics_from_amended_windows_total",
            "Windows that got further rows, as records came behind the lateness."),
    OVERFLOWED(
            "metrics_from_overflow_total", "Sums of groups that found no place and were added to the series overflow.");

    private final String id;
    private final String help;

    WindowMetric(String id, String help) {
        this.id = id;
        this.help = help;
    }

    /** Without the prefix {@code adxflow_}. */
    public String metricName() {
        return id;
    }

    public String help() {
        return help;
    }
}
