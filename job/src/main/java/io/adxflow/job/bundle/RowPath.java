package io.adxflow.job.bundle;

import io.adxflow.job.bundle.TableCutter.CutPolicy;
import io.adxflow.job.rows.BodyDecoders;
import io.adxflow.job.rows.BodyRows;
import io.adxflow.job.rows.DatabaseRoom;
import io.adxflow.job.rows.DeadLetterOutput;
import io.adxflow.job.rows.LiveTables;
import io.adxflow.job.rows.TablePlaces;
import io.adxflow.job.tail.TailTap;
import io.adxflow.sinks.schema.TableVersions;
import org.jspecify.annotations.Nullable;

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
            BodyDecoders decoders,
            ChunkEncoder encoder,
            DatabaseRoom room,
            DeadLetterOutput deadLetters,
            TableCutter.Output chunks,
            TailTap tail) {

        /** The way of what comes in. */
        RowPath under(RuleSet rules) {
            RowPath path = under(rules, TablePlaces.of(settings.storage().directory(), settings.rows()), tail);
            path.tables().setHints(TableVersions.of(settings.storage()).hints());
            return path;
        }

        /** The way of what was taken in before: no limit of today refuses it. */
        RowPath ofReplay(RuleSet rules) {
            return under(rules, null, null);
        }

        private RowPath under(RuleSet rules, @Nullable TablePlaces places, @Nullable TailTap shown) {
            LiveTables tables = new LiveTables(rules.rows(), settings.rows(), deadLetters, places);
            CutPolicy policy = new CutPolicy(
                    settings.chunkBytes(),
                    settings.maxChunkBytes(),
                    settings.minRowsPerSeries(),
                    settings.smallTableBytes() / parallelism);
            return new RowPath(
                    new BodyRows(decoders, tables, room),
                    tables,
                    new TableCutter(tables, rules.definitions(), schedule, policy, encoder, chunks, shown));
        }
    }
}
