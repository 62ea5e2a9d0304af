package io.adxflow.job;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.flink.core.testutils.CommonTestUtils;
import org.apache.flink.util.function.SupplierWithException;

/** Waits for what a job is to bring about. */
final class Eventually {
    private Eventually() {}

    /**
     * Returns when the condition holds.
     *
     * @param what does not hold, for the message
     * @throws java.util.concurrent.TimeoutException when it does not hold in that time
     */
    static void holds(String what, Duration patience, SupplierWithException<Boolean, Exception> condition)
            throws Exception {
        CommonTestUtils.waitUtil(
                () -> {
                    try {
                        return condition.get();
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                },
                patience,
                what);
    }

    /** As the other one, with a message that is made when the time is over. */
    static void holds(Supplier<String> what, Duration patience, SupplierWithException<Boolean, Exception> condition)
            throws Exception {
        try {
            holds("", patience, condition);
        } catch (TimeoutException e) {
            throw new AssertionError(what.get(), e);
        }
    }
}
