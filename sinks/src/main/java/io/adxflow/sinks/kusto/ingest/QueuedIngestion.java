package io.adxflow.sinks.kusto.ingest;

import io.adxflow.sinks.kusto.cluster.Failures;
import io.adxflow.sinks.kusto.cluster.Step;
import io.adxflow.sinks.kusto.ingest.IngestionQueues.Line;
import io.adxflow.sinks.kusto.staging.BlobStaging.Blob;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands a committed blob to the data management service. In this order:
 *
 * <ol>
 *   <li>the batch's line in the status table, new: from here on somebody will ask what became of it;
 *   <li>the message in the queue;
 *   <li>the marker on the blob: from here on a commit of the batch does nothing.
 * </ol>
 *
 * <p>A process that dies after 1 leaves a line without a message; the next attempt finds the line Pending and sends. One
 * that dies after 2 leaves a message without a marker; the next attempt goes by the line: when the service has written
 * to it, the message has arrived, and only the marker is set. While the line is still Pending nobody can tell the two apart, and
 * the message is sent again: the tag makes the second one harmless, and a batch without a tag is ingested twice. That,
 * and an answer of the queue that is lost, are the windows of a batch without a tag.
 */
public final class QueuedIngestion implements Ingestion {
    private static final Logger LOG = LoggerFactory.getLogger(QueuedIngestion.class);

    private final IngestionQueues queues;

    public QueuedIngestion(IngestionQueues queues) {
        this.queues = queues;
    }

    @Override
    public void ingest(IngestionStatus status, Blob blob) throws Exception {
        Line line = queues.insert(status);
        if (line.isNew() || line.status().status().equals(IngestionStatus.PENDING)) {
            queues.send(line.status(), line.table());
        }
        try {
            Marker.set(blob, Marker.QUEUED, Instant.now());
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            // The message is there: to fail now would have it sent again for certain, instead of after a crash only.
            LOG.warn(
                    "Batch {} is queued, but its blob could not be marked so: {}",
                    status.batchId(),
                    Failures.of(Step.STAGING, e).getMessage());
        }
    }
}
