package io.adxflow.sinks.kusto;

import io.adxflow.sinks.batch.CorruptSliceException;
import io.adxflow.sinks.batch.MissingSegmentException;
import io.adxflow.sinks.kusto.cluster.Failures;
import io.adxflow.sinks.kusto.cluster.Step;
import io.adxflow.sinks.schema.ColumnConflictException;

/** Turns what the SDKs throw into our words; what a batch's content throws, and interruptions, pass. */
final class Guarded {
    private Guarded() {}

    interface Work {
        void run() throws Exception;
    }

    interface Answer<T> {
        T get() throws Exception;
    }

    static void run(Step step, Work work) throws Exception {
        Boolean unused = get(step, () -> {
            work.run();
            return true;
        });
    }

    static <T> T get(Step step, Answer<T> work) throws Exception {
        try {
            return work.get();
        } catch (InterruptedException | MissingSegmentException | CorruptSliceException | ColumnConflictException e) {
            throw e;
        } catch (Exception e) {
            throw Failures.of(step, e);
        }
    }
}
