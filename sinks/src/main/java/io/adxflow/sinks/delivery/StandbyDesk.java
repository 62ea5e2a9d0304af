package io.adxflow.sinks.delivery;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The {@linkplain StandbyLane standbys} of the monikers whose batches one operator holds. For the task's thread. */
final class StandbyDesk implements AutoCloseable {
    private final StandbyStores stores;
    private final Predicate<String> monikers;
    private final Function<String, StandbyLane> maker;
    private final Map<String, StandbyLane> lanes = new HashMap<>();

    /**
     * @param monikers whose batches this operator holds, and no other does
     * @param maker makes the lane of a moniker
     */
    StandbyDesk(StandbyStores stores, Predicate<String> monikers, Function<String, StandbyLane> maker) {
        this.stores = stores;
        this.monikers = monikers;
        this.maker = maker;
    }

    /** The moniker's lane, or null when it has no standby. */
    @Nullable
    StandbyLane of(String moniker) {
        StandbyLane lane = lanes.get(moniker);
        if (lane == null && stores.standbyOf(moniker) != null) {
            lane = maker.apply(moniker);
            lanes.put(moniker, lane);
        }
        return lane;
    }

    /** Whether a moniker has a lane already. */
    boolean has(String moniker) {
        return lanes.containsKey(moniker);
    }

    /** The monikers that have a standby at present and are this operator's. */
    Iterable<String> monikers() {
        return stores.monikers().stream().filter(monikers).toList();
    }

    /** By database; none when the moniker has no standby. */
    Map<String, StandbyTally> tallies(String moniker) {
        StandbyLane lane = lanes.get(moniker);
        return lane == null ? Map.of() : lane.tallies();
    }

    /** Rows in all stores. */
    long rows() {
        return lanes.values().stream().mapToLong(StandbyLane::rows).sum();
    }

    @Override
    public void close() throws Exception {
        for (StandbyLane lane : lanes.values()) {
            lane.close();
        }
        lanes.clear();
    }
}
