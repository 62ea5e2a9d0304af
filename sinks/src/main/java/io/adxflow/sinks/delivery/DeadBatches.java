package io.adxflow.sinks.delivery;

import io.adxflow.sinks.batch.BatchContent;
import io.adxflow.sinks.batch.BatchKey;
import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.storage.AppendFile;
import io.adxflow.sinks.storage.AppendStore;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Keeps the bytes of batches that no destination will ever take, with the reason beside them, so that they block nothing
 * and can be looked at and sent again by hand. Idempotent by batch id.
 */
final class DeadBatches {
    private final AppendStore store;

    DeadBatches(AppendStore store) {
        this.store = store;
    }

    void keep(ParkedBatch parked, BatchContent content) throws IOException {
        String id = parked.batch().batchId();
        AppendFile bytes = replace(id + ".csv.gz");
        try (bytes;
                OutputStream out = new FileOutput(bytes)) {
            if (parked.kind() == FailureKind.CORRUPT_DATA) {
                content.writeUnchecked(out);
            } else {
                content.writeTo(out);
            }
            bytes.sync();
        }
        byte[] reason = reason(parked).getBytes(StandardCharsets.UTF_8);
        try (AppendFile file = replace(id + ".json")) {
            file.append(reason, 0, reason.length);
            file.sync();
        }
    }

    /** A file in place of what an attempt that died may have left. */
    private AppendFile replace(String name) throws IOException {
        store.delete(name);
        return store.create(name);
    }

    private static String reason(ParkedBatch parked) {
        SealedBatch batch = parked.batch();
        BatchKey key = batch.key();
        return new Json()
                .text("batch", batch.batchId())
                .text("moniker", key.moniker())
                .text("database", key.database())
                .text("table", key.table())
                .text("schema", key.schema())
                .number("rows", batch.rows())
                .number("rawBytes", batch.rawBytes())
                .text("failure", parked.kind().name())
                .text("reason", parked.reason())
                .number("parkedAtMillis", parked.parkedAtMillis())
                .end();
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
