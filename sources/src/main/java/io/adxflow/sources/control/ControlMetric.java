package io.adxflow.sources.control;

/** What is measured of versions. */
public enum ControlMetric {
    VERSION("control_version", "Number of the control document's version in force, as the coordinator knows it."),
    FILE_REFUSED(
            "control_file_refused",
            "1 while the pipeline file is wrong, and the version before it is in force; else 0."),
    FILES_REFUSED("control_files_refused_total", "Changes of the pipeline file that were wrong.");

    private final String metricName;
    private final String help;

    ControlMetric(String metricName, String help) {
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
