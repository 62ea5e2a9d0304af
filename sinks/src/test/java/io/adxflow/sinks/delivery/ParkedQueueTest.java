package io.adxflow.sinks.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ParkedQueueTest {
    private final ParkedQueue queue = new ParkedQueue(2, new Backoff(100, 1_000));

    @Test
    void givesTheOldestFirstAndAFewAtATime() {
        queue.add(3);
        queue.add(1);
        queue.add(2);
        assertThat(queue.next(0)).isEqualTo(1);
        assertThat(queue.next(0)).isEqualTo(2);
        assertThat(queue.next(0)).isNull();
        queue.settled(1);
        assertThat(queue.next(0)).isEqualTo(3);
    }

    @Test
    void pausesLongerAfterEachFailureInARow() {
        queue.add(1);
        long now = 0;
        long before = 0;
        for (int i = 0; i < 4; i++) {
            assertThat(queue.next(now)).isEqualTo(1);
            queue.failed(1, now);
            assertThat(queue.next(now)).isNull();
            long pause = queue.resumeAtMillis() - now;
            assertThat(pause).isGreaterThan(before);
            before = pause;
            now = queue.resumeAtMillis();
        }
        assertThat(queue.next(now)).isEqualTo(1);
        queue.settled(1);
        queue.add(2);
        assertThat(queue.next(now)).isEqualTo(2);
        queue.failed(2, now);
        assertThat(queue.resumeAtMillis() - now).isBetween(100L, 120L);
    }

    @Test
    void doesNotLetABatchThatFailsStandInTheWayOfYoungerOnes() {
        queue.add(1);
        queue.add(2);
        assertThat(queue.next(0)).isEqualTo(1);
        queue.failed(1, 0);
        assertThat(queue.next(queue.resumeAtMillis())).isEqualTo(2);
        queue.settled(2);
        assertThat(queue.next(queue.resumeAtMillis())).isEqualTo(1);
    }

    @Test
    void asksAgainForWhatIsUnderWayWithoutHoldingUpTheOthers() {
        queue.askAgain(1, 1_000);
        queue.add(2);
        assertThat(queue.next(0)).isEqualTo(2);
        assertThat(queue.next(0)).isNull();
        assertThat(queue.nextAtMillis()).isEqualTo(1_000);
        for (int i = 1; i < 20; i++) {
            assertThat(queue.next(i * 1_000L)).isEqualTo(1);
            queue.pending(1, (i + 1) * 1_000L);
        }
        assertThat(queue.nextAtMillis()).as("does not grow").isEqualTo(20_000);
        assertThat(queue.next(20_000)).isEqualTo(1);
        queue.settled(1);
        assertThat(queue.nextAtMillis()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void neverPausesLongerThanItMay() {
        Backoff backoff = new Backoff(100, 1_000);
        for (int failures = 1; failures < 200; failures++) {
            assertThat(backoff.millis(failures)).isBetween(100L, 1_200L);
        }
    }
}
