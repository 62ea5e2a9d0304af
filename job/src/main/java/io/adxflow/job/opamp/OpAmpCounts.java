package io.adxflow.job.opamp;

import java.util.concurrent.atomic.LongAdder;

/** What happened since the process began. Thread-safe. */
final class OpAmpCounts {
    private final LongAdder messages = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder offers = new LongAdder();
    private final LongAdder halted = new LongAdder();

    void message() {
        messages.increment();
    }

    void refused() {
        refused.increment();
    }

    void offer() {
        offers.increment();
    }

    void halted() {
        halted.increment();
    }

    long count(OpAmpMetric metric) {
        return switch (metric) {
            case MESSAGES -> messages.sum();
            case REFUSED -> refused.sum();
            case OFFERS -> offers.sum();
            case HALTED -> halted.sum();
            default -> 0;
        };
    }
}
