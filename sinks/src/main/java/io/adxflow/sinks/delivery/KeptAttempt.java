package io.adxflow.sinks.delivery;

import io.adxflow.sinks.batch.BatchContent;
import io.adxflow.sinks.batch.BatchKey;
import io.adxflow.sinks.batch.CorruptSliceException;
import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.standby.KeptBatch;
import io.adxflow.sinks.standby.StandbyName;
import io.adxflow.sinks.standby.StandbyStore;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to deliver a batch from a standby store, or to set it aside when no delivery can succeed. The file goes once the batch is
 * durable elsewhere; a death in between has the next attempt find it delivered.
 */
final class KeptAttempt {
    /** How it ended. */
    enum Result {
        DELIVERED,
        SET_ASIDE,
        /** Somebody has taken the file away. */
        GONE,
        FAILED,
        /** The store was what failed. */
        STORE_FAILED
    }

    private static final int COPY_BYTES = 1 << 20;

    /** Opens the store. */
    interface Stores {
        StandbyStore open() throws Exception;
    }

    private final Stores stores;
    private final StandbyName name;
    private final Function<Place, Lane> lanes;
    private final DeadBatches deadBatches;
    private final MonikerBook book;
    private Result result = Result.STORE_FAILED;
    private Outcome outcome = Outcome.parked(FailureKind.TRANSIENT, "", 0);
    private @Nullable SealedBatch batch;
    private int attemptsBefore;

    KeptAttempt(
            Stores stores, StandbyName name, Function<Place, Lane> lanes, DeadBatches deadBatches, MonikerBook book) {
        this.stores = stores;
        this.name = name;
        this.lanes = lanes;
        this.deadBatches = deadBatches;
        this.book = book;
    }

    StandbyName name() {
        return name;
    }

    /** To be read by another thread only after {@link #run} and a hand-over, like the others. */
    Result result() {
        return result;
    }

    Outcome outcome() {
        return outcome;
    }

    /** Whether an attempt was made at the destination. */
    boolean tried() {
        return outcome.attempts() != attemptsBefore;
    }

    /** What was delivered or set aside, as far as it is known. */
    SealedBatch batch() {
        SealedBatch known = batch;
        return known != null ? known : known(name);
    }

    /** As much of a batch as its name tells. */
    static SealedBatch known(StandbyName name) {
        return new SealedBatch(
                name.batchId(),
                new BatchKey(name.moniker(), name.database(), "", ""),
                List.of(),
                name.rows(),
                0,
                0,
                0,
                0,
                name.sealedAtMillis());
    }

    /** Blocks; never throws. */
    void run() {
        try {
            StandbyStore store = stores.open();
            KeptBatch kept;
            try {
                kept = store.read(name);
            } catch (FileNotFoundException e) {
                result = Result.GONE;
                return;
            } catch (CorruptSliceException e) {
                setAsideUnread(store, e);
                return;
            }
            deliver(store, resolved(kept));
        } catch (Exception e) {
            outcome = Outcome.parked(FailureKind.TRANSIENT, "standby store: " + e, attemptsBefore);
        }
    }

    private void deliver(StandbyStore store, KeptBatch kept) throws Exception {
        SealedBatch known = kept.batch();
        batch = known;
        attemptsBefore = kept.attempts();
        Lane lane = lanes.apply(Place.of(known.key()));
        long reopenedBefore = lane.reopened();
        outcome = lane.commitKept(known, attemptsBefore, store.files());
        if (outcome.delivered()) {
            Outcome failure = lane.sync(reopenedBefore);
            if (failure != null) {
                outcome = failure.withAttempts(attemptsBefore + 1);
            }
        }
        FailureKind kind = outcome.kind();
        if (outcome.delivered()) {
            store.delete(name);
            result = Result.DELIVERED;
        } else if (kind != null && kind.isFinal()) {
            ParkedBatch dead = new ParkedBatch(
                    known, kind, outcome.scope(), outcome.reason(), outcome.attempts(), kept.parkedAtMillis());
            deadBatches.keep(dead, new BatchContent(store.files(), known));
            store.delete(name);
            result = Result.SET_ASIDE;
        } else {
            result = Result.FAILED;
        }
    }

    /** Whoever gives a store to a fresh job means the moniker of that name, whatever it was called elsewhere. */
    private KeptBatch resolved(KeptBatch kept) throws IOException {
        BatchKey key = kept.batch().key();
        if (key.definition().isEmpty()) {
            return kept;
        }
        try {
            book.definition(key.moniker(), key.definition());
            return kept;
        } catch (FileNotFoundException e) {
            SealedBatch old = kept.batch();
            BatchKey now = new BatchKey(key.moniker(), key.database(), key.table(), key.schema(), "", key.held());
            return new KeptBatch(
                    new SealedBatch(
                            old.batchId(),
                            now,
                            old.slices(),
                            old.rows(),
                            old.rawBytes(),
                            old.oldestArrivalMillis(),
                            old.minTimestampMillis(),
                            old.maxTimestampMillis(),
                            old.sealedAtMillis()),
                    kept.parkedAtMillis(),
                    kept.attempts(),
                    kept.failure(),
                    kept.reason());
        }
    }

    /** Of a file that does not say what it is: all of it, as it is. */
    private void setAsideUnread(StandbyStore store, CorruptSliceException failure) throws Exception {
        outcome = new Outcome(FailureKind.CORRUPT_DATA, FailureScope.TABLE, String.valueOf(failure), 0);
        deadBatches.keep(
                new DeadBatch(
                        name.batchId(),
                        batch().key(),
                        name.rows(),
                        0,
                        FailureKind.CORRUPT_DATA,
                        outcome.reason(),
                        name.sealedAtMillis()),
                out -> copy(store, out));
        store.delete(name);
        result = Result.SET_ASIDE;
    }

    private void copy(StandbyStore store, OutputStream out) throws IOException {
        long length = store.files().length(name.text());
        byte[] part = new byte[(int) Math.min(COPY_BYTES, length)];
        for (long position = 0; position < length; position += part.length) {
            int count = (int) Math.min(part.length, length - position);
            store.files().read(name.text(), position, part, 0, count);
            out.write(part, 0, count);
        }
    }
}
