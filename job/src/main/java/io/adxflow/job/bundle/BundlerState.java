package io.adxflow.job.bundle;

import io.adxflow.job.rows.TableBuffer;
import io.adxflow.job.rules.scrub.HashKeys;
import io.adxflow.sinks.storage.AppendStore;
import io.adxflow.sources.http.BodyMemory;
import java.io.Closeable;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.api.common.typeutils.base.array.LongPrimitiveArraySerializer;
import org.apache.flink.core.io.SimpleVersionedSerialization;

/**
 * What one row bundler keeps beyond a failure: its body logs and the hashes of recent bodies, and their way into Flink's state
 * and back. Used by the task's thread alone.
 */
final class BundlerState implements Closeable {
    private final ListState<byte[]> logState;
    private final ListState<long[]> rememberedState;
    private final BodyMemory remembered;
    private final BodyLogs logs;
    private final FileRemover remover;
    private final HashKeys keys;

    /** Takes this subtask's share of what was restored, and deletes the log files that no state refers to. */
    BundlerState(OperatorStateStore state, BundleSettings settings, int subtask, int parallelism) throws Exception {
        logState =
                state.getUnionListState(new ListStateDescriptor<>("body-logs", BytePrimitiveArraySerializer.INSTANCE));
        rememberedState = state.getUnionListState(
                new ListStateDescriptor<>("remembered-bodies", LongPrimitiveArraySerializer.INSTANCE));
        List<BodyLogState> restored = new ArrayList<>();
        for (byte[] bytes : logState.get()) {
            restored.add(
                    SimpleVersionedSerialization.readVersionAndDeSerialize(BodyLogStateSerializer.INSTANCE, bytes));
        }
        remembered = new BodyMemory(settings.rememberedBodies());
        remembered.rememberNewestOf(rememberedState.get());

        byte[] attempt = new byte[8];
        new SecureRandom().nextBytes(attempt);
        AppendStore store = settings.storage().folder(settings.bodiesFolder());
        String prefix = subtask + "/" + HexFormat.of().formatHex(attempt) + "-";
        keys = HashKeys.required(settings.encryptionKeyFile(), BundleOptions.ENCRYPTION_KEY_FILE.key());
        logs = new BodyLogs(store, new BodyLogWriter(store, prefix, settings.logFileBytes(), keys));
        logs.restore(restored, subtask, parallelism);
        remover = new FileRemover(store, "body-log-remover-" + subtask);
    }

    /** What encrypts body logs. */
    HashKeys keys() {
        return keys;
    }

    BodyLogs logs() {
        return logs;
    }

    BodyMemory remembered() {
        return remembered;
    }

    /**
     * Makes a checkpoint's part durable and hands it to Flink.
     *
     * @param buffers the tables with rows that are in no chunk yet
     */
    void snapshot(long checkpointId, Collection<TableBuffer> buffers) throws Exception {
        List<byte[]> states = new ArrayList<>();
        for (BodyLogState log : logs.snapshot(checkpointId, buffers)) {
            states.add(SimpleVersionedSerialization.writeVersionAndSerialize(BodyLogStateSerializer.INSTANCE, log));
        }
        logState.update(states);
        rememberedState.update(List.of(remembered.toArray()));
    }

    /** Deletes or writes over what only earlier checkpoints needed. */
    void completed(long checkpointId) {
        remover.remove(logs.writer().reuse(logs.freedBy(checkpointId)));
    }

    @Override
    public void close() throws IOException {
        logs.close();
        remover.close();
    }
}
