package io.adxflow.sinks.delivery;

import io.adxflow.sinks.batch.BatchContent;
import io.adxflow.sinks.storage.AppendFile;
import io.adxflow.sinks.storage.AppendStore;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the bytes of batches that no destination will ever take, with the reason beside them, so that they block nothing
 * and can be looked at and sent again by hand. Idempotent by batch id.
 */
final class DeadBatches {
    private final AppendStore store;

    DeadBatches(AppendStore store) {
        this.store = store;
    }

    /** Keeps a parked batch. */
    void keep(ParkedBatch parked, BatchContent content) throws Exception {
        boolean damaged = parked.kind() == FailureKind.CORRUPT_DATA;
        keep(DeadBatch.of(parked), damaged ? content::writeUnchecked : content::writeTo);
    }

    /**
     * Durable when this returns.
     *
     * @param bytes null when they are gone; the reason is kept all the same
     */
    void keep(DeadBatch batch, DeadBatch.@Nullable Bytes bytes) throws Exception {
        if (bytes != null) {
            AppendFile file = replace(batch.batchId() + ".csv.gz");
            try (file;
                    OutputStream out = new FileOutput(file)) {
                bytes.writeTo(out);
                file.sync();
            }
        }
        byte[] json = batch.json().getBytes(StandardCharsets.UTF_8);
        try (AppendFile file = replace(batch.batchId() + ".json")) {
            file.append(json, 0, json.length);
            file.sync();
        }
    }

    /** A file in place of what an attempt that died may have left. */
    private AppendFile replace(String name) throws IOException {
        store.delete(name);
        return store.create(name);
    }

    private static final class FileOutput extends OutputStream {
        private final AppendFile file;

        FileOutput(AppendFile file) {
            this.file = file;
        }

        @Override
        public void write(int value) throws IOException {
            file.append(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            file.append(bytes, offset, length);
        }
    }
}
