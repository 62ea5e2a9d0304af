package io.adxflow.sinks.standby;

import io.adxflow.sinks.batch.BatchContent;
import io.adxflow.sinks.batch.CorruptSliceException;
import io.adxflow.sinks.storage.AppendStore;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads a standby store without a job: what it holds, whether every byte is what was written, and the rows as files. Blocks. */
public final class StandbyCheck {
    private final StandbyStore store;
    private final @Nullable Path export;

    /**
     * One batch.
     *
     * @param table empty when the file does not say
     * @param damage empty when it is sound
     */
    public record Found(StandbyName name, String table, int attempts, String reason, String damage) {}

    /** @param export folder to write the sound ones to, or null */
    public StandbyCheck(AppendStore files, @Nullable Path export) {
        this.store = new StandbyStore(files);
        this.export = export;
    }

    /** Tells of each batch, oldest first within its moniker and database. */
    public void run(Consumer<Found> to) throws IOException {
        List<StandbyName> names = new ArrayList<>();
        store.files().visit("", text -> {
            StandbyName name = StandbyName.parse(text);
            if (name != null) {
                names.add(name);
            }
        });
        Collections.sort(names);
        for (StandbyName name : names) {
            to.accept(check(name));
        }
    }

    private Found check(StandbyName name) throws IOException {
        KeptBatch kept;
        try {
            kept = store.read(name);
        } catch (CorruptSliceException e) {
            return new Found(name, "", 0, "", String.valueOf(e.getMessage()));
        }
        String table = kept.batch().key().table();
        BatchContent content = new BatchContent(store.files(), kept.batch());
        try {
            content.writeTo(OutputStream.nullOutputStream());
        } catch (CorruptSliceException e) {
            return new Found(name, table, kept.attempts(), kept.reason(), String.valueOf(e.getMessage()));
        }
        if (export != null) {
            Path file =
                    export.resolve(plain(name.database())).resolve(plain(table)).resolve(name.batchId() + ".csv.gz");
            Files.createDirectories(file.getParent());
            try (OutputStream out = Files.newOutputStream(file)) {
                content.writeTo(out);
            }
        }
        return new Found(name, table, kept.attempts(), kept.reason(), "");
    }

    /** A folder's name, whatever a file says. */
    private static String plain(String name) {
        String plain = name.replaceAll("[^\\p{L}\\p{N} _.-]", "_");
        return plain.isEmpty() || plain.startsWith(".") ? "_" + plain : plain;
    }
}
