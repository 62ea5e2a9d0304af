package io.adxflow.sinks.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adxflow.sinks.batch.Chunks;
import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.batch.SliceRef;
import io.adxflow.sinks.delivery.RateGate.NotYetException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateGateTest {
    private final AtomicLong nanos = new AtomicLong(5);

    @Test
    void overAMinuteAsManyBatchesGoInAsTheRateHasIt() throws Exception {
        RateGate gate = gate("5 batches/s");
        int in = 0;
        for (int tick = 0; tick < 60_000; tick++) {
            nanos.addAndGet(1_000_000);
            try {
                gate.enter(batch(tick, 100), 0);
                in++;
            } catch (NotYetException e) {
                assertThat(gate.waitMillis()).isPositive();
            }
        }
        assertThat(in).isBetween(300, 306);
    }

    @Test
    void aBatchThatIsLargerThanASecondsShareGoesInAndIsMadeUpFor() throws Exception {
        RateGate gate = gate("1mb/s");
        gate.enter(batch(1, 60 << 20), 0);
        assertThatThrownBy(() -> gate.enter(batch(2, 1), 0)).isInstanceOf(NotYetException.class);
        assertThat(gate.waitMillis()).isBetween(58_900L, 59_100L);
        nanos.addAndGet(59_100_000_000L);
        gate.enter(batch(2, 1), 0);
    }

    @Test
    void whoWasLetInToStageIsLetInToCommit() throws Exception {
        RateGate gate = gate("1 batches/s");
        gate.enter(batch(1, 1), 0);
        assertThatThrownBy(() -> gate.enter(batch(2, 1), 0)).isInstanceOf(NotYetException.class);
        gate.enter(batch(1, 1), 0);
        gate.left(batch(1, 1));
        assertThatThrownBy(() -> gate.enter(batch(1, 1), 0)).isInstanceOf(NotYetException.class);
    }

    @Test
    void requestsAreChargedAsTheDestinationCountsThem() throws Exception {
        RateGate gate = gate("10 requests/s");
        gate.enter(batch(1, 1), 0);
        assertThatThrownBy(() -> gate.enter(batch(2, 1), 110)).isInstanceOf(NotYetException.class);
        nanos.addAndGet(10_200_000_000L);
        gate.enter(batch(2, 1), 110);
    }

    @Test
    void theTextIsReadAndWhatIsNoneIsRefused() {
        assertThat(RateLimits.parse("50mb/s, 20 requests/s,0.5 batches/s"))
                .isEqualTo(new RateLimits(50 << 20, 20, 0.5));
        for (String wrong : new String[] {"50mb", "5 rows/s", "0 batches/s", "x/s", ""}) {
            assertThatThrownBy(() -> RateLimits.parse(wrong))
                    .as(wrong)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("expected: one or more of 50mb/s, 20 requests/s, 5 batches/s");
        }
        MonikerSpec moniker = new MonikerSpec("m", "directory", Map.of("path", "/x", "max-rate", "1mb/s"));
        assertThat(Destinations.validate(moniker)).isEmpty();
        assertThat(moniker.ofKind().options()).containsOnlyKeys("path");
    }

    private RateGate gate(String text) {
        return new RateGate(RateLimits.parse(text), nanos::get);
    }

    private static SealedBatch batch(int number, int bytes) {
        SliceRef slice = new SliceRef("s", 0, bytes, 0, bytes, 0, 1);
        return new SealedBatch("b" + number, Chunks.key("m", "T"), List.of(slice), 1, bytes, 0, 0, 0, 0);
    }
}
