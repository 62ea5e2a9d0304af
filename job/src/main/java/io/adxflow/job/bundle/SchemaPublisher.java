package io.adxflow.job.bundle;

import io.adxflow.job.tables.ByteBuilder;
import io.adxflow.job.tables.CsvText;
import io.adxflow.job.tables.CsvTimestamps;
import io.adxflow.job.tables.TableSchemas;
import io.adxflow.sinks.batch.BatchKey;
import io.adxflow.sinks.batch.Chunk;
import io.adxflow.sinks.schema.TableNotes;
import io.adxflow.sinks.schema.TableVersion;
import io.adxflow.sinks.schema.TableVersionText;
import io.adxflow.sinks.schema.TableVersions;
import io.adxflow.sinks.schema.TableVersions.PendingVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes rows of {@value TableVersions#TABLE} of the versions that are on their way there, one reader of the job for all. A version stays on its
 * way until a completed checkpoint holds its row, so that it arrives at least once; a failure between the two brings it again.
 *
 * <p>Files are read and deleted aside; all else is the task's thread's.
 */
final class SchemaPublisher {
    private static final Logger LOG = LoggerFactory.getLogger(SchemaPublisher.class);
    /** Versions that are looked for at a time. */
    private static final int MOST = 1_000;

    private static final long LOOK_MILLIS = 5_000;

    private final TableVersions versions;
    private final Executor aside;
    private final CsvTimestamps timestamps = new CsvTimestamps();
    private final ConcurrentLinkedQueue<List<PendingVersion>> found = new ConcurrentLinkedQueue<>();
    /** What has a row, by the first checkpoint that holds it; {@link Long#MAX_VALUE} before there is one. */
    private final Map<PendingVersion, Long> sent = new LinkedHashMap<>();

    /** Of these, those whose files are being deleted, or could not be: not tried again by this attempt. */
    private final Set<PendingVersion> leaving = new HashSet<>();
    /** What had a row whose files are gone by now: no look will find it again. */
    private final ConcurrentLinkedQueue<Set<PendingVersion>> left = new ConcurrentLinkedQueue<>();

    private volatile boolean looking;
    private volatile String lastFailure = "";
    private long lookedAtMillis = Long.MIN_VALUE;

    /** @param aside where files are read and deleted, one task after the other */
    SchemaPublisher(TableVersions versions, Executor aside) {
        this.versions = versions;
        this.aside = aside;
    }

    /** Looks for versions now and then, without waiting. */
    void look(long nowMillis) {
        if (!looking && (lookedAtMillis == Long.MIN_VALUE || nowMillis - lookedAtMillis >= LOOK_MILLIS)) {
            lookedAtMillis = nowMillis;
            looking = true;
            aside.execute(this::find);
        }
    }

    private void find() {
        try {
            List<PendingVersion> pending = versions.pending(MOST);
            if (!pending.isEmpty()) {
                found.add(pending);
            }
            lastFailure = "";
        } catch (IOException e) {
            told("Versions of tables cannot be read, and are published later: {}", e);
        } finally {
            looking = false;
        }
    }

    private void told(String message, IOException failure) {
        String text = String.valueOf(failure);
        if (!text.equals(lastFailure)) {
            lastFailure = text;
            LOG.warn(message, text);
        }
    }

    /**
     * Chunks of the versions that were found, and have no row yet.
     *
     * @param definitions of monikers, as in {@link RuleSet#definitions}; a moniker that is not in it is gone, and told nothing
     */
    List<Chunk> chunks(Map<String, String> definitions, long nowMillis, long sealAtMillis) {
        Map<BatchKey, List<TableVersion>> rows = new LinkedHashMap<>();
        // Taken before what was found is: looks that came before these were forgotten are among that.
        List<Set<PendingVersion>> forgotten = new ArrayList<>();
        for (Set<PendingVersion> some = left.poll(); some != null; some = left.poll()) {
            forgotten.add(some);
        }
        for (List<PendingVersion> some = found.poll(); some != null; some = found.poll()) {
            for (PendingVersion pending : some) {
                String definition = definitions.get(pending.moniker());
                if (sent.putIfAbsent(pending, Long.MAX_VALUE) == null && definition != null) {
                    BatchKey key = new BatchKey(
                            pending.moniker(),
                            pending.version().id().database(),
                            TableVersions.TABLE,
                            TableSchemas.versions(),
                            definition,
                            "");
                    rows.computeIfAbsent(key, none -> new ArrayList<>()).add(pending.version());
                }
            }
        }
        for (Set<PendingVersion> some : forgotten) {
            sent.keySet().removeAll(some);
            leaving.removeAll(some);
        }
        List<Chunk> chunks = new ArrayList<>();
        rows.forEach((key, of) -> chunks.add(chunk(key, of, nowMillis, sealAtMillis)));
        return chunks;
    }

    private Chunk chunk(BatchKey key, List<TableVersion> rows, long nowMillis, long sealAtMillis) {
        ByteBuilder csv = new ByteBuilder(1024);
        long oldest = Long.MAX_VALUE;
        long newest = Long.MIN_VALUE;
        for (TableVersion row : rows) {
            append(row, csv);
            oldest = Math.min(oldest, row.madeAtMillis());
            newest = Math.max(newest, row.madeAtMillis());
        }
        CRC32 checksum = new CRC32();
        checksum.update(csv.array(), 0, csv.length());
        byte[] deflated = deflated(csv);
        return new Chunk(
                key,
                deflated,
                deflated.length,
                csv.length(),
                (int) checksum.getValue(),
                rows.size(),
                nowMillis,
                oldest,
                newest,
                sealAtMillis);
    }

    private void append(TableVersion version, ByteBuilder to) {
        to.room(CsvTimestamps.ROOM);
        to.end(timestamps.write(version.madeAtMillis(), to.array(), to.length()));
        text(version.id().database(), to.put(','));
        text(version.id().table(), to.put(','));
        to.put(',').put((long) version.number());
        text(TableVersionText.columns(version).toString(), to.put(','));
        TableNotes notes = version.notes();
        text(notes.kind(), to.put(','));
        text(notes.unit(), to.put(','));
        text(notes.help(), to.put(','));
        text(TableVersionText.urls(notes.schemaUrls()).toString(), to.put(','));
        to.put('\n');
    }

    private static void text(String text, ByteBuilder to) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        CsvText.appendString(bytes, 0, bytes.length, to);
    }

    /** As a chunk is: raw deflate, ended by a full flush. */
    private static byte[] deflated(ByteBuilder csv) {
        Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
        try {
            deflater.setInput(csv.array(), 0, csv.length());
            ByteBuilder out = new ByteBuilder(csv.length() / 2 + 1024);
            int room;
            int written;
            do {
                out.room(1024);
                room = out.array().length - out.length();
                written = deflater.deflate(out.array(), out.length(), room, Deflater.FULL_FLUSH);
                out.end(out.length() + written);
            } while (written == room);
            return out.toByteArray();
        } finally {
            deflater.end();
        }
    }

    /** Versions that have a row and have not arrived. */
    int waiting() {
        return sent.size();
    }

    /** A checkpoint has the rows of all chunks so far. */
    void snapshot(long checkpointId) {
        sent.replaceAll((pending, checkpoint) -> Math.min(checkpoint, checkpointId));
    }

    /** A checkpoint is complete: what it holds has arrived. */
    void completed(long checkpointId) {
        Set<PendingVersion> arrived = new HashSet<>();
        sent.forEach((pending, checkpoint) -> {
            if (checkpoint <= checkpointId) {
                arrived.add(pending);
            }
        });
        arrived.removeAll(leaving);
        if (!arrived.isEmpty()) {
            leaving.addAll(arrived);
            aside.execute(() -> forget(arrived));
        }
    }

    private void forget(Set<PendingVersion> arrived) {
        try {
            for (PendingVersion one : arrived) {
                versions.arrived(one);
            }
            left.add(arrived);
        } catch (IOException e) {
            told("Versions of tables were published, and may be once more: {}", e);
        }
    }
}
