package io.adxflow.sinks.kusto.cluster;

import io.adxflow.sinks.delivery.FailureScope;

/** What was being done when something failed, and what who does it must be allowed. */
public enum Step {
    ENGINE(
            "a command to the engine",
            FailureScope.DATABASE,
            "give the identity 'Database Admin' on the database, or, with create-tables=false and tables that exist,"
                    + " 'Database Ingestor' and 'Database Viewer'"),
    DIRECT_INGESTION(
            "an ingestion command to the engine",
            FailureScope.DATABASE,
            "give the identity 'Database Ingestor' on the database, and the cluster a right to read the blob"),
    RESOURCES(
            "asking the ingestion endpoint for its resources",
            FailureScope.DESTINATION,
            "give the identity 'Database Ingestor' on the database, and check ingest-endpoint"),
    STAGING(
            "writing a blob",
            FailureScope.DESTINATION,
            "give the identity 'Storage Blob Data Contributor' on staging-container, or renew the SAS that"
                    + " staging-sas-env names; for a container of the cluster, check that the network lets this host in"),
    STATUS(
            "reading or writing the ingestion status table",
            FailureScope.DESTINATION,
            "check that the network lets this host reach the cluster's storage accounts"),
    SETTING_ASIDE(
            "copying a refused batch to dead-batches",
            FailureScope.TABLE,
            "check that storage.directory has room and that this host may read the blob"),
    QUEUE(
            "sending the ingestion message",
            FailureScope.DESTINATION,
            "check that the network lets this host reach the cluster's storage accounts");

    private final String text;
    private final FailureScope scope;
    private final String remedy;

    Step(String text, FailureScope scope, String remedy) {
        this.text = text;
        this.scope = scope;
        this.remedy = remedy;
    }

    String text() {
        return text;
    }

    /** Whom it concerns when we may not do it. */
    FailureScope scope() {
        return scope;
    }

    String remedy() {
        return remedy;
    }
}
