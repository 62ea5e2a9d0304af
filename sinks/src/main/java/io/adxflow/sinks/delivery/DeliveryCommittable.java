package io.adxflow.sinks.delivery;

import io.adxflow.sinks.batch.DeliveryElement;
import org.jspecify.annotations.Nullable;

/**
 * What travels through the sink: an element and, behind the committer, what became of it. The committer is the only one
 * that settles it: Sink V2 passes the object it was given downstream, and has no other way to tell an outcome.
 */
public final class DeliveryCommittable {
    private final DeliveryElement element;
    private @Nullable Outcome outcome;

    DeliveryCommittable(DeliveryElement element, @Nullable Outcome outcome) {
        this.element = element;
        this.outcome = outcome;
    }

    static DeliveryCommittable of(DeliveryElement element) {
        return new DeliveryCommittable(element, null);
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
