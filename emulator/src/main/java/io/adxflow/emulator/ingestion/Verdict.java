package io.adxflow.emulator.ingestion;

import io.adxflow.emulator.engine.KustoException;
import io.adxflow.emulator.ingestion.StandInStats.Count;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What became of a blob.
 *
 * @param failure null unless it failed
 */
public record Verdict(Status status, UUID operationId, @Nullable KustoException failure) {

    /** {@code OperationStatus} of the Kusto clients. */
    public enum Status {
        Succeeded(Count.BLOBS_INGESTED),
        /** An extent has the tag that {@code ingestIfNotExists} names. */
        Skipped(Count.BLOBS_SKIPPED),
        Failed(Count.BLOBS_FAILED);

        private final Count count;

        Status(Count count) {
            this.count = count;
        }

        /** What a blob with this verdict adds to. */
        Count count() {
            return count;
        }
    }

    static Verdict succeeded(UUID operationId) {
        return new Verdict(Status.Succeeded, operationId, null);
    }

    static Verdict skipped(UUID operationId) {
        return new Verdict(Status.Skipped, operationId, null);
    }

    static Verdict failed(UUID operationId, KustoException failure) {
        return new Verdict(Status.Failed, operationId, failure);
    }
}
