package io.adxflow.job.bundle;

import io.adxflow.job.rows.AppendResult;
import io.adxflow.job.rows.BodyRows;
import io.adxflow.job.rows.RowFilter;
import io.adxflow.job.rows.RowRelief;
import io.adxflow.job.rows.TableKey;
import io.adxflow.job.rules.scrub.HashKeys;
import io.adxflow.sinks.storage.AppendStore;
import io.adxflow.sources.wire.DecodeCharge;
import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.MalformedBodyException.Reason;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decodes a restored body log once more and keeps the rows that were in no chunk at the checkpoint: those of a table that the
 * state names, from its position on.
 */
final class BodyReplay {
    private static final Logger LOG = LoggerFactory.getLogger(BodyReplay.class);

    private static final long MEMORY_RETRY_MILLIS = 20;

    private final AppendStore store;

    private final HashKeys keys;

    /** @param keys of encrypted files */
    BodyReplay(AppendStore store, HashKeys keys) {
        this.store = store;
        this.keys = keys;
    }

    /**
     * What a replay came to.
     *
     * @param deliveries rows, once per moniker
     * @param missingFiles files that were gone: a later checkpoint had cut all their rows into chunks
     * @param damagedFiles files of which some durable bytes did not read back
     */
    record Result(long records, long rows, long deliveries, int missingFiles, int damagedFiles) {}

    /**
     * Replays one log and sends all its rows on as chunks.
     *
     * @param rules the log's own
     */
    Result replayAndCut(BodyLogState log, RuleSet rules, RowPath.Factory paths, long rowBytes, LongSupplier clock)
            throws IOException, InterruptedException {
        RowPath path = paths.ofReplay(rules);
        Runnable cutAll = () -> {
            path.cutter().cutAll(clock.getAsLong(), false);
            // What the cut freed is as large as what may be held; kept beside the next rows, it would be twice that.
            path.tables().releaseIdle();
        };
        Runnable stayWithin = () -> {
            if (path.tables().heapBytes() > rowBytes) {
                cutAll.run();
            }
        };
        path.tables().setRelief(new Relief(stayWithin, cutAll));
        DecodeCharge charge = paths.decoders().charge();
        charge.setMayExceed(true);
        Result result;
        try {
            result = replay(log, path.bodies(), path.cutter()::monikers, stayWithin);
        } finally {
            charge.setMayExceed(false);
        }
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
     * @param monikers how many of them get the rows of a namespace
     * @param afterEach called after each record, so that full tables can be cut
     */
    Result replay(BodyLogState log, BodyRows bodies, ToIntFunction<String> monikers, Runnable afterEach)
            throws IOException, InterruptedException {
        Map<TableKey, Long> positions = new HashMap<>();
        long records = 0;
        long rows = 0;
        long deliveries = 0;
        int missing = 0;
        int damaged = 0;
        for (BodyLogFile file : log.files()) {
            BodyLogReader reader = new BodyLogReader(store, file, keys);
            try {
                while (reader.hasNext()) {
                    BodyLogRecord record = reader.next();
                    RowFilter unflushed =
                            table -> positions.computeIfAbsent(table, key -> position(log, key)) <= record.sequence();
                    AppendResult ofBody = append(record, bodies, unflushed);
                    rows += ofBody.rows();
                    deliveries += ofBody.deliveries(
                            monikers.applyAsInt(record.target().namespace()));
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
        return new Result(records, rows, deliveries, missing, damaged);
    }

    /** Appends a body, when other readers leave enough memory: they hold theirs for one body only. */
    private static AppendResult append(BodyLogRecord record, BodyRows bodies, RowFilter filter)
            throws MalformedBodyException, InterruptedException {
        while (true) {
            try {
                return bodies.append(
                        record.format(),
                        record.body(),
                        record.bodyLength(),
                        record.target(),
                        record.sequence(),
                        record.arrivalMillis(),
                        record.sender(),
                        filter);
            } catch (MalformedBodyException e) {
                if (e.reason() != Reason.NO_MEMORY) {
                    throw e;
                }
                // Holding nothing, so that two that wait do not wait for each other.
                bodies.release();
                Thread.sleep(MEMORY_RETRY_MILLIS);
            }
        }
    }

    private record Relief(Runnable stayWithin, Runnable cutAll) implements RowRelief {
        @Override
        public void rowsTakeMore() {
            stayWithin.run();
        }

        @Override
        public boolean seriesTakeTooMuch() {
            cutAll.run();
            return true;
        }
    }

    private static long position(BodyLogState log, TableKey table) {
        return log.positions().of(table);
    }
}
