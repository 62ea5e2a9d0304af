package io.adxflow.job.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.sources.http.IngestHub.Status;
import java.util.List;
import org.junit.jupiter.api.Test;

class TaskManagerHealthTest {
    @Test
    void isReadyWhileAReaderRuns() {
        assertThat(reasons()).containsExactly("no reader runs in this process");
        assertThat(reasons(status(0, false, 0))).containsExactly("no reader runs in this process");
        assertThat(reasons(status(1, false, 0))).isEmpty();
        assertThat(reasons(status(1, true, 0))).containsExactly("draining");
    }

    @Test
    void staysReadyWhenTheBudgetIsFull() {
        assertThat(reasons(status(1, false, 100))).isEmpty();
    }

    private static List<String> reasons(Status... listeners) {
        return new TaskManagerHealth(() -> List.of(listeners)).whyNotReady();
    }

    private static Status status(int readers, boolean draining, long inflightBytes) {
        return new Status(9201, -1, -1, readers, draining, inflightBytes, 100, 1);
    }
}
