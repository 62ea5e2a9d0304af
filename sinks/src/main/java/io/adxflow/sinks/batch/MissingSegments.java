package io.adxflow.sinks.batch;

import io.adxflow.sinks.storage.AppendStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;

/**
 * Finds open batches that refer to a segment that is gone. An open batch only grows until it is sealed as one, so all of
 * it was delivered after the state that is restored, an older savepoint. Such a batch must be sealed as it is, for the
 * committer to find out, before a new row can join it and be taken as delivered too.
 */
final class MissingSegments {
    private MissingSegments() {}

    static List<BatchKey> keys(
            KeyedStateBackend<BatchKey> backend, ListStateDescriptor<SliceRef> slices, AppendStore store)
            throws Exception {
        Set<String> existing = Set.copyOf(store.list(""));
        List<BatchKey> keys = new ArrayList<>();
        backend.<VoidNamespace, ListState<SliceRef>, List<SliceRef>>applyToAllKeys(
                VoidNamespace.INSTANCE, VoidNamespaceSerializer.INSTANCE, slices, (key, state) -> {
                    for (SliceRef slice : state.get()) {
                        if (!existing.contains(slice.segment())) {
                            keys.add(key);
                            return;
                        }
                    }
                });
        return keys;
    }
}
