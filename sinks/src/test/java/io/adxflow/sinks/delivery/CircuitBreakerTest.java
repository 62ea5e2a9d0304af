package io.adxflow.sinks.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CircuitBreakerTest {
    private final AtomicLong clock = new AtomicLong();
    private final CircuitBreaker breaker = new CircuitBreaker(3, new Backoff(100, 1_000), clock::get);

    @Test
    void opensAfterFailuresInARowOnly() {
        breaker.failed("x");
        breaker.failed("x");
        breaker.succeeded();
        breaker.failed("x");
        breaker.failed("x");
        assertThat(breaker.isOpen()).isFalse();
        breaker.failed("last");
        assertThat(breaker.isOpen()).isTrue();
        assertThat(breaker.lastFailure()).isEqualTo("last");
    }

    @Test
    void letsOneCallerProbeWhenThePauseIsOver() {
        trip();
        assertThat(breaker.mayProbe()).isFalse();
        clock.set(breaker.openUntil());
        assertThat(breaker.mayProbe()).isTrue();
        assertThat(breaker.mayProbe()).isFalse();
        breaker.probed(true, "");
        assertThat(breaker.isOpen()).isFalse();
    }

    @Test
    void staysOpenForLongerAfterEachBadProbe() {
        trip();
        long before = 0;
        for (int i = 0; i < 3; i++) {
            clock.set(breaker.openUntil());
            assertThat(breaker.mayProbe()).isTrue();
            breaker.probed(false, "still");
            long pause = breaker.openUntil() - clock.get();
            assertThat(pause).isGreaterThan(before);
            before = pause;
        }
        assertThat(before).isBetween(800L, 1_200L);
    }

    @Test
    void staysAwayForAsLongAsItWasAskedTo() {
        breaker.pause(5_000, "throttled");
        assertThat(breaker.isOpen()).isTrue();
        assertThat(breaker.openUntil()).isEqualTo(5_000);
        breaker.pause(1_000, "throttled");
        assertThat(breaker.openUntil()).isEqualTo(5_000);
        clock.set(4_999);
        assertThat(breaker.mayProbe()).isFalse();
        clock.set(5_000);
        assertThat(breaker.mayProbe()).isTrue();
        breaker.probed(true, "");
        assertThat(breaker.isOpen()).isFalse();
    }

    @Test
    void isOnTrialAfterAGoodProbe() {
        trip();
        clock.set(breaker.openUntil());
        assertThat(breaker.mayProbe()).isTrue();
        breaker.probed(true, "");
        breaker.failed("again");
        assertThat(breaker.isOpen()).isTrue();
    }

    private void trip() {
        for (int i = 0; i < 3; i++) {
            breaker.failed("x");
        }
    }
}
