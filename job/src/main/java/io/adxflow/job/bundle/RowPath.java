package io.adxflow.job.bundle;

import io.adxflow.job.bundle.TableCutter.CutPolicy;
import io.adxflow.job.rows.BodyRows;
import io.adxflow.job.rows.DeadLetterOutput;
import io.adxflow.job.rows.LiveTables;
import io.adxflow.job.rows.RowRules;
import io.adxflow.sinks.batch.Chunk;
import io.adxflow.sources.wire.RemoteWriteDecoder;
import java.util.function.Consumer;

/**
 * The way from bodies to chunks under one set of rules. One per reader and rule set; not thread-safe.
 *
 * @param bodies makes rows of bodies
 * @param tables holds them
 * @param cutter makes chunks of them
 */
record RowPath(BodyRows bodies, LiveTables tables, TableCutter cutter) {

    /** What all paths of a reader share. */
    record Factory(
            BundleSettings settings,
            int parallelism,
            CutSchedule schedule,
            RemoteWriteDecoder decoder,
            ChunkEncoder encoder,
            DeadLetterOutput deadLetters,
            Consumer<Chunk> chunks) {

        RowPath under(RowRules rules) {
            LiveTables tables = new LiveTables(rules, settings.rows(), deadLetters);
            CutPolicy policy = new CutPolicy(
                    settings.chunkBytes(),
                    settings.maxChunkBytes(),
                    settings.minRowsPerSeries(),
                    settings.smallTableBytes() / parallelism);
            return new RowPath(
                    new BodyRows(decoder, tables), tables, new TableCutter(tables, schedule, policy, encoder, chunks));
        }
    }
}
