package io.adxflow.sinks.delivery;

/** One attempt to get rid of a parked batch: deliver it, or set it aside when no delivery can succeed. */
final class ParkedAttempt {
    /** How it ended. */
    enum Result {
        DELIVERED,
        SET_ASIDE,
        FAILED
    }

    private static final String NOT_SET_ASIDE = "; not set aside: ";

    private final Lane lane;
    private final DeadBatches deadBatches;
    private final ParkedBatch parked;
    private Result result = Result.FAILED;
    private Outcome outcome;

    ParkedAttempt(Lane lane, DeadBatches deadBatches, ParkedBatch parked) {
        this.lane = lane;
        this.deadBatches = deadBatches;
        this.parked = parked;
        this.outcome = new Outcome(parked.kind(), parked.scope(), parked.reason(), parked.attempts());
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
        long reopenedBefore = lane.reopened();
        outcome = lane.commitParked(parked.batch(), parked.attempts());
        if (outcome.delivered()) {
            Outcome syncFailure = lane.sync(reopenedBefore);
            if (syncFailure == null) {
                result = Result.DELIVERED;
            } else {
                outcome = syncFailure.withAttempts(parked.attempts() + 1);
            }
        }
    }

    private void setAside() {
        try {
            deadBatches.keep(parked, lane.content(parked.batch()));
            result = Result.SET_ASIDE;
        } catch (Exception e) {
            outcome = new Outcome(
                    parked.kind(), FailureScope.TABLE, refusal() + NOT_SET_ASIDE + e, parked.attempts() + 1);
            return;
        }
        lane.abort(parked.batch());
    }

    /** Why it is to be set aside, without what was said of earlier attempts at that. */
    private String refusal() {
        int end = parked.reason().indexOf(NOT_SET_ASIDE);
        return end < 0 ? parked.reason() : parked.reason().substring(0, end);
    }
}
