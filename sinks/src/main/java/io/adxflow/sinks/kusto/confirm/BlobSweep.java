package io.adxflow.sinks.kusto.confirm;

import io.adxflow.sinks.kusto.ingest.IngestionStatus;
import io.adxflow.sinks.kusto.ingest.StatusTable;
import io.adxflow.sinks.kusto.staging.StagingContainer;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes blobs of ours that are older than their use, but for those of which a line in a status table still speaks: their
 * verdict may be that the bytes are to be kept. Lines are read before blobs are looked at, and a line is older than its
 * message, so a blob that is old and has no line among them is done with.
 */
public final class BlobSweep {
    private static final Logger LOG = LoggerFactory.getLogger(BlobSweep.class);
    private static final Duration TIMEOUT = Duration.ofMinutes(10);
    private static final int PAGE_LINES = 1_000;

    /** Lines that are remembered at most, some 200 bytes each; with more, nothing is deleted this time. */
    private static final int MAX_LINES = 200_000;

    private final List<StatusTable> tables;
    private final String partition;

    /**
     * @param tables all those that lines of the moniker may be in; none when it has no lines
     * @param partition of the moniker's lines
     */
    public BlobSweep(List<StatusTable> tables, String partition) {
        this.tables = tables;
        this.partition = partition;
    }

    /** Deletes blobs below a folder that were last changed before {@code before}; returns how many. */
    public long run(StagingContainer container, String folder, OffsetDateTime before) throws Exception {
        Set<String> awaited = new HashSet<>();
        for (StatusTable table : tables) {
            String after = "";
            List<IngestionStatus> page;
            do {
                page = table.list(partition, after, PAGE_LINES);
                page.forEach(line -> awaited.add(line.blobUrl()));
                after = page.isEmpty() ? after : page.get(page.size() - 1).id();
                if (awaited.size() > MAX_LINES) {
                    LOG.warn(
                            "Old blobs of {} are not deleted: more than {} have no verdict",
                            container.url(),
                            MAX_LINES);
                    return 0;
                }
            } while (!page.isEmpty());
        }
        String root = container.url() + "/";
        return container.deleteBefore(folder, before, blob -> !awaited.contains(root + blob), TIMEOUT);
    }
}
