package io.adxflow.sinks.delivery;

import io.adxflow.sinks.batch.BatchContent;
import io.adxflow.sinks.batch.CorruptSliceException;
import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.standby.KeptBatch;
import io.adxflow.sinks.standby.StandbyName;
import io.adxflow.sinks.standby.StandbyStore;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Carries an {@linkplain ParkedOrder order} out on the batches in a standby store that were sealed before it was accepted, so many at a
 * time. What was done before a failure is not there any more, or is there as what it is to be. Blocks; for the standby's thread.
 */
final class StandbyOrder {
    private static final int AT_ONCE = 1_000;

    private final StandbyStore store;
    private final StandbyStore target;
    private final ParkedOrder order;
    private final @Nullable Place place;

    /**
     * Of one order.
     *
     * @param target where moved ones wait: the store itself, or that of the moniker that gets them
     * @param place of the moniker that gets them; null when it is the same
     */
    StandbyOrder(StandbyStore store, StandbyStore target, ParkedOrder order, @Nullable Place place) {
        this.store = store;
        this.target = target;
        this.order = order;
        this.place = place;
    }

    /**
     * What became of one batch.
     *
     * @param after its new name, null when it was dropped
     */
    record Done(StandbyName before, @Nullable StandbyName after) {}

    /** Sees to the next ones; to nothing, when there are none left. */
    List<Done> next() throws IOException {
        List<StandbyName> names = new ArrayList<>();
        store.visit(order.moniker(), name -> {
            if (names.size() < AT_ONCE
                    && name.database().equals(order.database())
                    && name.sealedAtMillis() <= order.acceptedAtMillis()) {
                names.add(name);
            }
        });
        List<Done> done = new ArrayList<>();
        for (StandbyName name : names) {
            if (order.action() == ParkedOrder.Action.DROP) {
                store.delete(name);
                done.add(new Done(name, null));
            } else {
                String to = order.toDatabase();
                done.add(new Done(name, moved(name, to == null ? name.database() : to)));
            }
        }
        return done;
    }

    /** A damaged one keeps its damage and is set aside when its turn comes: its file is all there is to move. */
    private @Nullable StandbyName moved(StandbyName name, String to) throws IOException {
        try {
            KeptBatch kept = store.read(name);
            Place other = place;
            SealedBatch batch =
                    other == null ? MovedBatch.of(kept.batch(), to) : MovedBatch.of(kept.batch(), other, to);
            StandbyName after = target.keep(
                    new KeptBatch(
                            batch,
                            kept.parkedAtMillis(),
                            0,
                            kept.failure(),
                            "moved from " + name.moniker() + ", database " + name.database()),
                    new BatchContent(store.files(), kept.batch()));
            store.delete(name);
            return after;
        } catch (FileNotFoundException | CorruptSliceException e) {
            return name;
        }
    }
}
