package io.adxflow.job.bundle;

import io.adxflow.job.bundle.BodyLogState.TableId;
import io.adxflow.job.rows.BodyRows;
import io.adxflow.job.rows.RowFilter;
import io.adxflow.job.rows.TableIds;
import io.adxflow.job.rows.TableKey;
import io.adxflow.sinks.storage.AppendStore;
import io.adxflow.sources.wire.MalformedBodyException;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decodes a restored body log once more and keeps the rows that were in no chunk at the checkpoint: those of a table that the
 * state names, from its position on.
 */
final class BodyReplay {
    private static final Logger LOG = LoggerFactory.getLogger(BodyReplay.class);

    private final AppendStore store;

    BodyReplay(AppendStore store) {
        this.store = store;
    }

    /**
     * What a replay came to.
     *
     * @param missingFiles files that were gone: a later checkpoint had cut all their rows into chunks
     * @param damagedFiles files of which some durable bytes did not read back
     */
    record Result(long records, long rows, int missingFiles, int damagedFiles) {}

    /** Replays one log under its own rules and sends all its rows on as chunks. */
    Result replayAndCut(BodyLogState log, RowPath.Factory paths, LongSupplier clock) throws IOException {
        RowPath path = paths.under(RowRulesText.parse(log.rules()));
        Result result = replay(log, path.bodies(), () -> {
            if (path.tables().heapBytes() > paths.settings().memoryBytes()) {
                path.cutter().cutAll(clock.getAsLong(), false);
                // What the cut freed is as large as what may be held; kept beside the next rows, it would be twice
                // that.
                path.tables().releaseIdle();
            }
        });
        path.cutter().cutAll(clock.getAsLong(), false);
        LOG.info(
                "replayed {} of the restored body logs' requests: {} rows were in no chunk yet ({} files missing, {} damaged)",
                result.records(),
                result.rows(),
                result.missingFiles(),
                result.damagedFiles());
        return result;
    }

    /**
     * Replays one log.
     *
     * @param bodies over tables built under the log's own rules; takes the rows
     * @param afterEach called after each record, so that full tables can be cut
     */
    Result replay(BodyLogState log, BodyRows bodies, Runnable afterEach) throws IOException {
        Map<TableKey, Long> positions = new HashMap<>();
        long records = 0;
        long rows = 0;
        int missing = 0;
        int damaged = 0;
        for (BodyLogFile file : log.files()) {
            BodyLogReader reader = new BodyLogReader(store, file);
            try {
                while (reader.hasNext()) {
                    BodyLogRecord record = reader.next();
                    RowFilter unflushed =
                            table -> positions.computeIfAbsent(table, key -> position(log, key)) <= record.sequence();
                    rows += bodies.append(
                                    record.format(),
                                    record.body(),
                                    record.bodyLength(),
                                    record.target(),
                                    record.sequence(),
                                    record.arrivalMillis(),
                                    record.sender(),
                                    unflushed)
                            .rows();
                    records++;
                    afterEach.run();
                }
            } catch (FileNotFoundException e) {
                missing++;
                LOG.warn(
                        "body log file {} is gone: this is an older checkpoint or savepoint, and a later one had cut all its rows"
                                + " into batches, which are delivered or were abandoned with it",
                        file.name());
            } catch (CorruptLogException | EOFException | MalformedBodyException e) {
                damaged++;
                LOG.error(
                        "body log file {} does not read back as it was written; the rows behind the damage are lost. Check the"
                                + " storage under storage.directory",
                        file.name(),
                        e);
            }
        }
        return new Result(records, rows, missing, damaged);
    }

    private static long position(BodyLogState log, TableKey table) {
        return log.positions().getOrDefault(new TableId(TableIds.high(table), TableIds.low(table)), Long.MAX_VALUE);
    }
}
