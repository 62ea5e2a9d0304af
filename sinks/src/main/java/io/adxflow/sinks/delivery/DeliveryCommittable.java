package io.adxflow.sinks.delivery;

import io.adxflow.sinks.batch.DeliveryElement;
import org.jspecify.annotations.Nullable;

/**
 * What travels through the sink: an element and, behind the committer, what became of it. The committer is the only one
 * that settles it: Sink V2 passes the object it was given downstream, and has no other way to tell an outcome.
 */
public final class DeliveryCommittable {
    /** Of one that was written before attempts were told. */
    static final long UNKNOWN_ATTEMPT = Long.MIN_VALUE;

    /** Of a job that was restored from nothing. */
    static final long FIRST_ATTEMPT = 0;

    private final DeliveryElement element;
    private final long attempt;
    private @Nullable Outcome outcome;

    DeliveryCommittable(DeliveryElement element, long attempt, @Nullable Outcome outcome) {
        this.element = element;
        this.attempt = attempt;
        this.outcome = outcome;
    }

    static DeliveryCommittable of(DeliveryElement element, long attempt) {
        return new DeliveryCommittable(element, attempt, null);
    }

    /**
     * Which checkpoint the writer was restored from that handed this over. A checkpoint holds only committables of attempts that
     * were restored from earlier ones, so whoever was restored from the same one as the writer has it from this attempt, and
     * everybody else from the state.
     */
    long attempt() {
        return attempt;
    }

    DeliveryElement element() {
        return element;
    }

    /** Null until the committer has dealt with a batch; always null for what is no batch. */
    @Nullable
    Outcome outcome() {
        return outcome;
    }

    void settle(Outcome settled) {
        this.outcome = settled;
    }
}
