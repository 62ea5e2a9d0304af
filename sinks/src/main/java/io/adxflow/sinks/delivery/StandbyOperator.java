package io.adxflow.sinks.delivery;

import io.adxflow.sinks.standby.StandbyName;
import org.jspecify.annotations.Nullable;

/** What the operator that holds parked batches does for a moniker's standby. On the task's thread, with the moniker as the current key. */
interface StandbyOperator {
    /** Takes a parked batch out of its queue; null when it is being attempted. */
    @Nullable
    ParkedBatch take(String moniker, long number) throws Exception;

    /** Puts it back. */
    void putBack(long number, ParkedBatch batch) throws Exception;

    /** Forgets it: its bytes are in the standby store. */
    void moved(long number, ParkedBatch batch) throws Exception;

    /** A batch of the store is delivered, or set aside. */
    void settled(KeptAttempt attempt) throws Exception;

    /** A batch of the store was dropped by an order. */
    void dropped(StandbyName name);

    /** A batch of the store is another moniker's from now on. */
    void left(StandbyName name);

    /** All orders are carried out on the store. */
    void carriedOut(String moniker);

    /** The store was listed for the first time, with so many rows in it. */
    void adopted(String moniker, long rows);

    /** Whether fresher batches of the moniker wait. */
    boolean hasWaiting(String moniker);

    Lane lane(Place place);

    /** Runs on the task's thread. To be called from any. */
    void onTask(String moniker, Step step);

    void wakeAt(long millis);

    long now();

    /** Something to do on the task's thread. */
    interface Step {
        void run() throws Exception;
    }
}
