package io.adxflow.sinks.kusto.cluster;

/** What was being done when something failed, and what who does it must be allowed. */
public enum Step {
    ENGINE(
            "a command to the engine",
            "give the identity 'Database Admin' on the database, or, with create-tables=false and tables that exist,"
                    + " 'Database Ingestor' and 'Database Viewer'"),
    DIRECT_INGESTION(
            "an ingestion command to the engine",
            "give the identity 'Database Ingestor' on the database, and the cluster a right to read the blob"),
    RESOURCES(
            "asking the ingestion endpoint for its resources",
            "give the identity 'Database Ingestor' on the database, and check ingest-endpoint"),
    STAGING(
            "writing a blob",
            "give the identity 'Storage Blob Data Contributor' on staging-container, or renew the SAS that"
                    + " staging-sas-env names; for a container of the cluster, check that the network lets this host in"),
    STATUS(
            "reading or writing the ingestion status table",
            "check that the network lets this host reach the cluster's storage accounts"),
    SETTING_ASIDE(
            "copying a refused batch to dead-batches",
            "check that storage.directory has room and that this host may read the blob"),
    QUEUE(
            "sending the ingestion message",
            "check that the network lets this host reach the cluster's storage accounts");

    private final String text;
    private final String remedy;

    Step(String text, String remedy) {
        this.text = text;
        this.remedy = remedy;
    }

    String text() {
        return text;
    }

    String remedy() {
        return remedy;
    }
}
