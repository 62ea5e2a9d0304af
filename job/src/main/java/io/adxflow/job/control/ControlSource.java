package io.adxflow.job.control;

/** Who rules over the document of a running job. */
public enum ControlSource {
    FILE,
    API
}
