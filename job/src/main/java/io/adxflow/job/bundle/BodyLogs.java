package io.adxflow.job.bundle;

import io.adxflow.job.rows.TableBuffer;
import io.adxflow.sinks.storage.AppendStore;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The body logs that one reader answers for: its own, and those it adopted at a restore and has not replayed yet. Knows what a
 * checkpoint must hold of them and which files it frees. Used by the task's thread alone.
 *
 * <p>Assumptions: (1) a file is deleted only after a checkpoint that does not refer to it is complete, (2) files in folder
 * {@code i/} are created by attempts of subtask {@code i} only, so what a new attempt finds there before it has created any,
 * and no state refers to, belongs to nobody.
 */
final class BodyLogs implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(BodyLogs.class);

    private final AppendStore store;
    private final BodyLogWriter writer;
    private final List<BodyLogState> adopted = new ArrayList<>();
    private final List<String> replayedFiles = new ArrayList<>();
    private final NavigableMap<Long, List<String>> freedByCheckpoint = new TreeMap<>();
    private String rulesHash = "";
    private int rulesVersion;

    BodyLogs(AppendStore store, BodyLogWriter writer) {
        this.store = store;
        this.writer = writer;
    }

    /**
     * New records become rows under this document. Those before it are in chunks, or become the same rows under it.
     *
     * @param hash its name
     * @param version of the code that makes them
     */
    void under(String hash, int version) {
        rulesHash = hash;
        rulesVersion = version;
    }

    /** No record that comes now is in a file with those before: those need not be read under its rules. */
    void endFile() throws IOException {
        writer.endFile();
    }

    /**
     * Takes this subtask's share of the restored logs and deletes what no state refers to. Call before the first append.
     *
     * @param restored every log in the restored state, in any order: Flink's union list state begins, where the parallelism
     *     stays, with the subtask's own part
     */
    void restore(List<BodyLogState> restored, int subtask, int parallelism) throws IOException {
        List<BodyLogState> all = new ArrayList<>(restored);
        all.sort(Comparator.comparing(BodyLogs::name));
        Set<String> referenced = new HashSet<>();
        for (int i = 0; i < all.size(); i++) {
            all.get(i).files().forEach(file -> referenced.add(file.name()));
            if (i % parallelism == subtask) {
                adopted.add(all.get(i));
            }
        }
        List<String> leftovers = new ArrayList<>(store.list(subtask + "/"));
        if (subtask == 0) {
            // Folders of subtasks that a smaller parallelism no longer has.
            store.list("").stream().filter(name -> folder(name) >= parallelism).forEach(leftovers::add);
        }
        leftovers.removeAll(referenced);
        for (String name : leftovers) {
            LOG.info("deleting body log file {}: no checkpoint refers to it, so nothing in it was acknowledged", name);
            store.delete(name);
        }
    }

    /** No file belongs to two logs, so its name is one for its log. */
    private static String name(BodyLogState log) {
        return log.files().isEmpty() ? "" : log.files().get(0).name();
    }

    private static int folder(String name) {
        int slash = name.indexOf('/');
        try {
            return slash < 0 ? -1 : Integer.parseInt(name.substring(0, slash));
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /** The logs still to be replayed; hand each back by {@link #replayed}. */
    List<BodyLogState> adopted() {
        return List.copyOf(adopted);
    }

    /** Says that all rows of an adopted log are in emitted chunks: the next checkpoint need not hold it. */
    void replayed(BodyLogState log) {
        adopted.remove(log);
        log.files().forEach(file -> replayedFiles.add(file.name()));
    }

    BodyLogWriter writer() {
        return writer;
    }

    /**
     * Makes this checkpoint's part durable and says what it must hold.
     *
     * @param buffers the tables with rows that are in no chunk yet
     */
    List<BodyLogState> snapshot(long checkpointId, Collection<TableBuffer> buffers) throws IOException {
        writer.sync();
        TablePositions positions = new TablePositions(buffers.size());
        long firstNeeded = Long.MAX_VALUE;
        for (TableBuffer buffer : buffers) {
            if (buffer.rows() > 0) {
                positions.add(buffer.idHigh(), buffer.idLow(), buffer.firstSequence());
                firstNeeded = Math.min(firstNeeded, buffer.firstSequence());
            }
        }
        List<String> freed = new ArrayList<>(writer.release(firstNeeded));
        freed.addAll(replayedFiles);
        replayedFiles.clear();
        if (!freed.isEmpty()) {
            freedByCheckpoint.put(checkpointId, freed);
        }
        List<BodyLogState> states = new ArrayList<>(adopted);
        if (positions.tables() > 0) {
            states.add(new BodyLogState(rulesHash, rulesVersion, null, writer.files(), positions));
        }
        return states;
    }

    /** The files that no checkpoint from this one on refers to; each is named once. */
    List<String> freedBy(long completedCheckpointId) {
        NavigableMap<Long, List<String>> done = freedByCheckpoint.headMap(completedCheckpointId, true);
        List<String> names = new ArrayList<>();
        done.values().forEach(names::addAll);
        done.clear();
        return names;
    }

    AppendStore store() {
        return store;
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }
}
