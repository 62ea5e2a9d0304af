package io.adxflow.sinks.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.sinks.delivery.MonikerQueue.Turn;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MonikerQueueTest {
    private final MonikerQueue queue = new MonikerQueue(4, new Backoff(100, 1_000));

    @Test
    void databasesTakeTurns() {
        for (long i = 0; i < 4; i++) {
            queue.of("many").add(i);
        }
        queue.of("few").add(9);
        assertThat(List.of(next(0).database(), next(0).database())).containsExactlyInAnyOrder("many", "few");
    }

    @Test
    void databasesThatFailTakeHalfOfThePlacesAtMost() {
        List<Turn> turns = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            queue.of("failing-" + i).add(i);
            turns.add(next(0));
        }
        turns.forEach(turn -> queue.failed(turn, FailureScope.DATABASE, 0));
        for (long i = 10; i < 20; i++) {
            queue.of("healthy").add(i);
        }
        List<String> started = new ArrayList<>();
        for (Turn turn = queue.next(5_000); turn != null; turn = queue.next(5_000)) {
            started.add(turn.database());
        }
        assertThat(started)
                .hasSize(4)
                .filteredOn(name -> name.equals("healthy"))
                .hasSize(2);
    }

    @Test
    void oneDatabasesFailurePausesItAlone() {
        queue.of("failing").add(1);
        queue.failed(next(0), FailureScope.DATABASE, 0);
        queue.of("healthy").add(2);
        assertThat(next(0).database()).isEqualTo("healthy");
        assertThat(queue.next(0)).isNull();
        assertThat(queue.nextAtMillis()).isBetween(100L, 120L);
    }

    @Test
    void theDestinationsFailurePausesAll() {
        queue.of("one").add(1);
        queue.of("other").add(2);
        queue.failed(next(0), FailureScope.DESTINATION, 0);
        assertThat(queue.next(0)).isNull();
        assertThat(next(200)).isNotNull();
        assertThat(next(200)).isNotNull();
    }

    @Test
    void aTablesFailurePausesItsBatchAlone() {
        queue.of("Metrics").add(1);
        queue.of("Metrics").add(2);
        queue.failed(next(0), FailureScope.TABLE, 0);
        assertThat(next(0).sequence()).isEqualTo(2);
        assertThat(queue.next(0)).isNull();
        assertThat(next(200).sequence()).isEqualTo(1);
    }

    @Test
    void whatWasNotTriedWaitsWhereItWas() {
        queue.of("Metrics").add(1);
        queue.notTried(next(0));
        assertThat(next(0).sequence()).isEqualTo(1);
    }

    @Test
    void forgetsDatabasesThatHaveNothing() {
        queue.of("Metrics").add(1);
        queue.settled(next(0));
        assertThat(queue.nextAtMillis()).isEqualTo(Long.MAX_VALUE);
        queue.pauseFirst(0);
        assertThat(queue.resumeAtMillis()).as("as when nothing was there").isPositive();
    }

    private Turn next(long nowMillis) {
        @Nullable Turn turn = queue.next(nowMillis);
        assertThat(turn).isNotNull();
        return turn;
    }
}
