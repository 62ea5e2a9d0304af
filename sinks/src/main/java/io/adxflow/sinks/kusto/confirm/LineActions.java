package io.adxflow.sinks.kusto.confirm;

import io.adxflow.sinks.batch.BatchKey;
import io.adxflow.sinks.batch.TableSchema;
import io.adxflow.sinks.delivery.DeadBatch;
import io.adxflow.sinks.delivery.FailureKind;
import io.adxflow.sinks.delivery.FailureScope;
import io.adxflow.sinks.delivery.VerdictListener;
import io.adxflow.sinks.kusto.cluster.Failures;
import io.adxflow.sinks.kusto.cluster.Step;
import io.adxflow.sinks.kusto.ingest.IngestionQueues;
import io.adxflow.sinks.kusto.ingest.IngestionStatus;
import io.adxflow.sinks.kusto.ingest.Marker;
import io.adxflow.sinks.kusto.ingest.StatusTable;
import io.adxflow.sinks.kusto.staging.StagingContainer;
import io.adxflow.sinks.kusto.staging.StagingPlaces;
import io.adxflow.sinks.kusto.tables.ProvisioningException;
import io.adxflow.sinks.kusto.tables.TableProvisioner;
import java.time.Duration;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what a {@link Ruling} says about one line. Each may be done by two processes at once, and be left in the middle:
 *
 * <ul>
 *   <li>Whatever the verdict, the blob gets its marker first, should it have none: the verdict shows that the message has
 *       arrived. Without it, a commit that is repeated would find no line, and queue the batch again.
 *   <li>Before a message is sent again or bytes are kept, the line is claimed, which only one can do.
 *   <li>The line goes last, and only if it is still the one that was read. Who removes it counts the batch.
 * </ul>
 *
 * <p>Thread-safe.
 */
final class LineActions {
    private static final Logger LOG = LoggerFactory.getLogger(LineActions.class);

    private final String moniker;
    private final IngestionQueues queues;
    private final StagingPlaces places;
    private final TableProvisioner tables;
    private final VerdictRules rules;

    LineActions(
            String moniker, IngestionQueues queues, StagingPlaces places, TableProvisioner tables, VerdictRules rules) {
        this.moniker = moniker;
        this.queues = queues;
        this.places = places;
        this.tables = tables;
        this.rules = rules;
    }

    /** A batch's blob. */
    private enum Blob {
        /** There, with its marker. */
        MARKED,
        GONE,
        /** In a container that the cluster does not list now, and to which we have no key. */
        OUT_OF_REACH
    }

    void act(IngestionStatus line, StatusTable table, Ruling ruling, OffsetDateTime now, VerdictListener listener)
            throws Exception {
        if (ruling.action() == Ruling.Action.REMOVE) {
            boolean unused = table.delete(line);
            return;
        }
        StagingContainer container = places.of(line.blobUrl());
        Blob blob = container == null
                ? Blob.OUT_OF_REACH
                : Marker.ensure(container, name(line, container)) ? Blob.MARKED : Blob.GONE;
        if (blob == Blob.OUT_OF_REACH && !rules.isOld(line, now)) {
            // The container may be listed again. Until then, the line is what keeps a repeated commit from queueing
            // again.
            LOG.debug("Batch {}: {} is not listed", line.batchId(), line.blobUrl());
            return;
        }
        switch (ruling.action()) {
            case FORGET -> {
                if (table.delete(line)) {
                    listener.ingested(
                            batch(line),
                            Duration.between(line.queued(), line.updated()).toSeconds());
                }
            }
            case SEND_AGAIN -> {
                if (blob != Blob.MARKED) {
                    setAside(line, table, ruling.reason() + "; its blob is gone", null, listener);
                } else {
                    sendAgain(line, table, ruling.reason(), listener);
                }
            }
            case SET_ASIDE -> {
                if (blob == Blob.MARKED && container != null) {
                    setAside(line, table, ruling.reason(), bytes(line, container), listener);
                } else {
                    setAside(line, table, ruling.reason() + "; its blob is gone", null, listener);
                }
            }
            default -> {}
        }
    }

    private void sendAgain(IngestionStatus line, StatusTable table, String reason, VerdictListener listener)
            throws Exception {
        boolean ofDatabase = VerdictRules.isRefusedByDatabase(line);
        if ((ofDatabase || VerdictRules.isMissingEntity(line)) && !makeTable(line) && ofDatabase) {
            // Another message would be refused as well. The line stays, and is looked at again.
            return;
        }
        if (queues.sendAgain(line, table)) {
            listener.requeued(batch(line), reason);
        }
    }

    /** Makes again what somebody has dropped; false when the database does not let us. */
    private boolean makeTable(IngestionStatus line) throws InterruptedException {
        tables.forget(line.database(), line.table());
        if (line.schema().isEmpty()) {
            return true;
        }
        try {
            tables.ensure(line.database(), line.table(), TableSchema.parse(line.schema()));
            return true;
        } catch (ProvisioningException e) {
            LOG.debug("Table {} was not made again", line.table(), e);
            return e.scope() != FailureScope.DATABASE;
        }
    }

    private void setAside(
            IngestionStatus line,
            StatusTable table,
            String reason,
            DeadBatch.@Nullable Bytes bytes,
            VerdictListener listener)
            throws Exception {
        IngestionStatus claimed = table.claim(line, IngestionStatus.SETTING_ASIDE, line.attempts());
        if (claimed == null) {
            return;
        }
        DeadBatch dead = new DeadBatch(
                line.batchId(),
                key(line),
                line.rows(),
                line.rawBytes(),
                FailureKind.PERMANENT,
                reason,
                line.queued().toInstant().toEpochMilli());
        try {
            listener.keep(dead, bytes);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            throw Failures.of(Step.SETTING_ASIDE, e);
        }
        if (table.delete(claimed)) {
            listener.failed(dead);
        }
    }

    private static DeadBatch.Bytes bytes(IngestionStatus line, StagingContainer container) {
        return out -> container.download(name(line, container), out);
    }

    private static String name(IngestionStatus line, StagingContainer container) {
        return line.blobUrl().substring(container.url().length() + 1);
    }

    private VerdictListener.Batch batch(IngestionStatus line) {
        return new VerdictListener.Batch(line.batchId(), key(line), line.rows(), line.rawBytes());
    }

    private BatchKey key(IngestionStatus line) {
        return new BatchKey(moniker, line.database(), line.table(), line.schema());
    }
}
