package io.adxflow.sinks.delivery;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.jspecify.annotations.Nullable;

/**
 * The parked batches of a subtask's monikers, numbered in the order of their arrival, in keyed state.
 *
 * <p>The state is registered with the first batch: one that is registered costs every checkpoint a walk over all key groups, in
 * this operator and in the checkpoint's metadata, and most jobs never park anything. All but {@link #restore} works on the
 * current key's moniker.
 */
final class ParkedState {
    private static final MapStateDescriptor<Long, ParkedBatch> PARKED =
            new MapStateDescriptor<>("parked", LongSerializer.INSTANCE, DeliveryTypes.ParkedBatchSerializer.INSTANCE);
    private static final ValueStateDescriptor<Long> NEXT = new ValueStateDescriptor<>("next", LongSerializer.INSTANCE);

    private final KeyedStateStore store;
    private @Nullable MapState<Long, ParkedBatch> registered;

    /** Told of each batch that a restored state holds. */
    interface Restored {
        void accept(String moniker, long number, ParkedBatch batch);
    }

    ParkedState(KeyedStateStore store) {
        this.store = store;
    }

    /** Tells of every batch that the backend's restored state holds. */
    void restore(KeyedStateBackend<String> backend, Restored to) throws Exception {
        try (Stream<String> monikers = backend.getKeys(PARKED.getName(), VoidNamespace.INSTANCE)) {
            if (monikers.findAny().isEmpty()) {
                return;
            }
        }
        backend.applyToAllKeys(VoidNamespace.INSTANCE, VoidNamespaceSerializer.INSTANCE, PARKED, (moniker, batches) -> {
            for (Map.Entry<Long, ParkedBatch> entry : batches.entries()) {
                to.accept(moniker, entry.getKey(), entry.getValue());
            }
        });
    }

    /** Adds a batch and returns its number. */
    long add(ParkedBatch batch) throws Exception {
        ValueState<Long> next = store.getState(NEXT);
        Long after = next.value();
        long number = after == null ? 0 : after;
        next.update(number + 1);
        put(number, batch);
        return number;
    }

    /** @param number of a batch that is there */
    ParkedBatch get(long number) throws Exception {
        return Objects.requireNonNull(batches().get(number), "no such parked batch");
    }

    /** All of them, in no order. */
    Map<Long, ParkedBatch> all() throws Exception {
        Map<Long, ParkedBatch> all = new HashMap<>();
        for (Map.Entry<Long, ParkedBatch> entry : batches().entries()) {
            all.put(entry.getKey(), entry.getValue());
        }
        return all;
    }

    void put(long number, ParkedBatch batch) throws Exception {
        batches().put(number, batch);
    }

    void remove(long number) throws Exception {
        batches().remove(number);
    }

    private MapState<Long, ParkedBatch> batches() {
        MapState<Long, ParkedBatch> batches = registered;
        if (batches == null) {
            batches = store.getMapState(PARKED);
            registered = batches;
        }
        return batches;
    }
}
