package io.adxflow.sources.auth;

/** What an identity may do. */
public enum Permission {
    /** Send telemetry to its namespaces. */
    WRITE,
    /** Read the control document, its versions and the state of the job. */
    CONTROL_READ,
    /** Change the control document and give orders. */
    CONTROL_CHANGE
}
