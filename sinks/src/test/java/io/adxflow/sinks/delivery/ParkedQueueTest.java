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
        queue.settled();
        assertThat(queue.next(0)).isEqualTo(3);
    }

    @Test
    void pausesLongerAfterEachFailureAndTakesTheSameAgain() {
        queue.add(1);
        queue.add(2);
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
        queue.settled();
        assertThat(queue.next(now)).isEqualTo(2);
        queue.failed(2, now);
        assertThat(queue.resumeAtMillis() - now).isBetween(100L, 120L);
    }

    @Test
    void neverPausesLongerThanItMay() {
        Backoff backoff = new Backoff(100, 1_000);
        for (int failures = 1; failures < 200; failures++) {
            assertThat(backoff.millis(failures)).isBetween(100L, 1_200L);
        }
    }
}
