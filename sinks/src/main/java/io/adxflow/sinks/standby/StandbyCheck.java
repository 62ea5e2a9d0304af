package io.adxflow.sinks.standby;

import io.adxflow.sinks.batch.BatchContent;
import io.adxflow.sinks.batch.BatchKey;
import io.adxflow.sinks.batch.CorruptSliceException;
import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.storage.AppendStore;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;

/** Reads a standby store without a job: what it holds, and whether every byte is what was written. Blocks. */
public final class StandbyCheck {
    private final StandbyStore store;

    /**
     * One batch.
     *
     * @param table empty when the file does not say, as is the schema
     * @param damage empty when it is sound
     */
    public record Found(StandbyName name, String table, String schema, int attempts, String reason, String damage) {}

    /** Takes what was found, with its bytes, of which there are none when nobody can tell them. */
    public interface Visitor {
        void found(Found batch, BatchContent content) throws IOException;
    }

    public StandbyCheck(AppendStore files) {
        this.store = new StandbyStore(files);
    }

    /** Tells of those batches that are wanted, oldest first within moniker and database. */
    public void visit(Predicate<StandbyName> wanted, Visitor visitor) throws IOException {
        List<StandbyName> names = new ArrayList<>();
        store.files().visit("", text -> {
            StandbyName name = StandbyName.parse(text);
            if (name != null && wanted.test(name)) {
                names.add(name);
            }
        });
        Collections.sort(names);
        for (StandbyName name : names) {
            check(name, visitor);
        }
    }

    private void check(StandbyName name, Visitor visitor) throws IOException {
        KeptBatch kept;
        try {
            kept = store.read(name);
        } catch (CorruptSliceException e) {
            SealedBatch none = new SealedBatch(
                    name.batchId(),
                    new BatchKey(name.moniker(), name.database(), "", ""),
                    List.of(),
                    name.rows(),
                    0,
                    0,
                    0,
                    0,
                    name.sealedAtMillis());
            visitor.found(
                    new Found(name, "", "", 0, "", String.valueOf(e.getMessage())),
                    new BatchContent(store.files(), none));
            return;
        }
        BatchKey key = kept.batch().key();
        BatchContent content = new BatchContent(store.files(), kept.batch());
        String damage = "";
        try {
            content.writeTo(OutputStream.nullOutputStream());
        } catch (CorruptSliceException e) {
            damage = String.valueOf(e.getMessage());
        }
        visitor.found(new Found(name, key.table(), key.schema(), kept.attempts(), kept.reason(), damage), content);
    }
}
