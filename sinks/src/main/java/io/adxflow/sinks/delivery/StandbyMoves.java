package io.adxflow.sinks.delivery;

import io.adxflow.sinks.batch.CorruptSliceException;
import io.adxflow.sinks.batch.MissingSegmentException;
import io.adxflow.sinks.standby.KeptBatch;
import io.adxflow.sinks.standby.StandbyName;
import io.adxflow.sinks.standby.StandbyStore;
import io.adxflow.sinks.storage.StorageBudget;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Moves parked batches of one moniker to its standby: those of an age, and the oldest while there are too many bytes. For the task's thread. */
final class StandbyMoves {
    private static final int AT_ONCE = 2;

    private final String moniker;
    private final DeliverySettings settings;
    private final StandbyOperator operator;
    private final StandbyLane standby;

    /** Number of a parked batch that may be moved, to when it came. */
    private final TreeMap<Long, Long> candidates = new TreeMap<>();

    private final Set<Long> moving = new HashSet<>();

    /** Ids of batches that the restored state holds and the store may hold too. */
    private final Set<String> alsoHeld = new HashSet<>();

    StandbyMoves(String moniker, DeliverySettings settings, StandbyOperator operator, StandbyLane standby) {
        this.moniker = moniker;
        this.settings = settings;
        this.operator = operator;
        this.standby = standby;
    }

    /** A batch is parked, or is so again. */
    void parked(long number, ParkedBatch batch) {
        FailureKind kind = batch.kind();
        if (kind.isUnderWay() || kind == FailureKind.HELD || kind.isFinal()) {
            candidates.remove(number);
        } else {
            candidates.put(number, batch.parkedAtMillis());
        }
    }

    void restored(long number, ParkedBatch batch) {
        alsoHeld.add(batch.batch().batchId());
        parked(number, batch);
    }

    /** A batch has left the state; returns whether the store may have a copy of it. */
    boolean gone(long number, ParkedBatch batch) {
        candidates.remove(number);
        return alsoHeld.remove(batch.batch().batchId());
    }

    /** Ids of batches that do not count as the store's. */
    Set<String> held() {
        return Set.copyOf(alsoHeld);
    }

    boolean isQuiet() {
        return moving.isEmpty();
    }

    void pump(long now) throws Exception {
        boolean over = StorageBudget.of(settings.storage()).held(moniker)
                >= settings.standby().share() * settings.storage().maxBytesPerMoniker();
        // Those that are being attempted are passed over.
        int looks = AT_ONCE + settings.parkedThreads();
        Map.Entry<Long, Long> candidate = candidates.firstEntry();
        while (candidate != null && looks-- > 0 && moving.size() < AT_ONCE) {
            long due = candidate.getValue() + settings.standby().after().toMillis();
            if (now < due && !over) {
                operator.wakeAt(due);
                return;
            }
            long number = candidate.getKey();
            ParkedBatch batch = operator.take(moniker, number);
            if (batch != null) {
                candidates.remove(number);
                moving.add(number);
                begin(number, batch);
            }
            candidate = candidates.higherEntry(number);
        }
    }

    private void begin(long number, ParkedBatch batch) {
        Lane lane = operator.lane(batch.place());
        KeptBatch kept = new KeptBatch(
                batch.batch(),
                batch.parkedAtMillis(),
                batch.attempts(),
                batch.kind().name(),
                batch.reason());
        standby.aside(
                "written",
                () -> {
                    StandbyStore store = standby.store();
                    try {
                        StandbyName name = store.keep(kept, lane.content(batch.batch()));
                        return () -> moved(number, batch, name);
                    } catch (CorruptSliceException | MissingSegmentException e) {
                        // What its segment is like is for an attempt to say.
                        return () -> {
                            moving.remove(number);
                            operator.putBack(number, batch);
                        };
                    }
                },
                () -> {
                    moving.remove(number);
                    candidates.put(number, batch.parkedAtMillis());
                    operator.putBack(number, batch);
                });
    }

    private void moved(long number, ParkedBatch batch, StandbyName name) throws Exception {
        moving.remove(number);
        alsoHeld.remove(batch.batch().batchId());
        standby.kept(name);
        operator.moved(number, batch);
    }
}
