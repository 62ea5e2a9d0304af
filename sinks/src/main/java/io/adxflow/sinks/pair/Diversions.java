package io.adxflow.sinks.pair;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.adxflow.sinks.storage.AppendFile;
import io.adxflow.sinks.storage.AppendStore;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/**
 * Which batches do not go where they would by their hash, as files {@code <batch id>} with {@code storage\nhub}: written before the first
 * byte goes there, so that whoever repeats the commit, in whatever process, goes to the same place. Thread-safe.
 */
final class Diversions {
    private static final Duration KEPT = Duration.ofDays(14);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final AppendStore store;

    Diversions(AppendStore store) {
        this.store = store;
    }

    /** Durable when this returns. */
    void record(String batchId, String storage, String hub) throws IOException {
        byte[] text = (storage + "\n" + hub + "\n").getBytes(UTF_8);
        try (AppendFile file = store.create(batchId)) {
            file.append(text, 0, text.length);
            file.sync();
        }
    }

    /** Storage and hub of a batch, or null when it goes where its hash says. */
    String @Nullable [] find(String batchId) throws IOException {
        try {
            byte[] text = new byte[(int) store.length(batchId)];
            store.read(batchId, 0, text, 0, text.length);
            String[] lines = new String(text, UTF_8).split("\n", -1);
            // Half a file, of a process that died: nothing went anywhere by it.
            return lines.length == 3 ? new String[] {lines[0], lines[1]} : null;
        } catch (FileNotFoundException e) {
            return null;
        }
    }

    /** Takes back one by which nothing went anywhere. */
    void forget(String batchId) throws IOException {
        store.delete(batchId);
    }

    /** Removes what is older than any repetition of a commit. A batch's id begins with its time. */
    void sweep(long nowMillis) throws IOException {
        String before = TIME.format(Instant.ofEpochMilli(nowMillis).minus(KEPT));
        for (String batchId : store.list("")) {
            if (batchId.compareTo(before) < 0) {
                store.delete(batchId);
            }
        }
    }
}
