package io.adxflow.sinks.kusto.ingest;

import io.adxflow.sinks.kusto.staging.BlobStaging.Blob;

/** The second half of a commit: has a committed blob without a marker ingested. Idempotent, blocking, interruptible. */
public interface Ingestion {

    /** @param status what is to be ingested, and under which id and tag */
    void ingest(IngestionStatus status, Blob blob) throws Exception;
}
