package io.adxflow.sdk.contract;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Assertions without a library, so that this comes with none. */
final class Expect {
    private Expect() {}

    static void that(boolean holds, String promise) {
        if (!holds) {
            throw new AssertionError(promise);
        }
    }

    static void equal(@Nullable Object actual, @Nullable Object expected, String what) {
        if (!Objects.equals(actual, expected)) {
            throw new AssertionError(what + ": " + actual + " (expected: " + expected + ")");
        }
    }

    interface Act {
        void run() throws Exception;
    }

    /** What it throws. */
    static Throwable failure(Act act, String what) {
        try {
            act.run();
        } catch (Exception | LinkageError e) {
            return e;
        }
        throw new AssertionError(what + " did not throw");
    }
}
