package io.adxflow.sinks.delivery;

/** One attempt to get rid of a parked batch: deliver it, or set it aside when no delivery can succeed. */
final class ParkedAttempt {
    /** How it ended. */
    enum Result {
        DELIVERED,
        SET_ASIDE,
        FAILED
    }

    private final Lane lane;
    private final DeadBatches deadBatches;
    private final ParkedBatch parked;
    private Result result = Result.FAILED;
    private Outcome outcome;

    ParkedAttempt(Lane lane, DeadBatches deadBatches, ParkedBatch parked) {
        this.lane = lane;
        this.deadBatches = deadBatches;
        this.parked = parked;
        this.outcome = Outcome.parked(parked.kind(), parked.reason(), parked.attempts());
    }

    ParkedBatch parked() {
        return parked;
    }

    /** To be read by another thread only after {@link #run} and a hand-over. */
    Result result() {
        return result;
    }

    Outcome outcome() {
        return outcome;
    }

    /** Blocks; never throws. */
    void run() {
        if (parked.kind().isFinal()) {
            setAside();
            return;
        }
        outcome = lane.commit(parked.batch(), parked.attempts());
        if (outcome.delivered()) {
            Outcome syncFailure = lane.sync();
            if (syncFailure == null) {
                result = Result.DELIVERED;
            } else {
                outcome = syncFailure;
            }
        }
    }

    private void setAside() {
        try {
            deadBatches.keep(parked, lane.content(parked.batch()));
            result = Result.SET_ASIDE;
        } catch (Exception e) {
            outcome = Outcome.parked(parked.kind(), parked.reason() + "; not set aside: " + e, parked.attempts() + 1);
            return;
        }
        lane.abort(parked.batch());
    }
}
