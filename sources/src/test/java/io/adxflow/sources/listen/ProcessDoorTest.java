package io.adxflow.sources.listen;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.sources.limits.Admission;
import io.adxflow.sources.limits.Backlog;
import io.adxflow.sources.limits.NamespaceLimits;
import io.adxflow.sources.limits.TrafficDoor;
import io.adxflow.sources.limits.TrafficRules;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ProcessDoorTest {
    private static final double NO = Double.POSITIVE_INFINITY;
    private static final long SECOND = 1_000_000_000L;

    private TrafficDoor door;
    private long now;
    private final ProcessDoor parts = new ProcessDoor(() -> door, () -> now, 2);

    @Test
    void partsAndRequestsShareTheLimitsOfTheirNamespace() {
        door = new TrafficDoor(1);
        door.follow(
                new TrafficRules(
                        Map.of("a", new NamespaceLimits(NO, 1_000, NO, 1)),
                        Map.of("a", Set.of()),
                        moniker -> Backlog.NONE),
                1,
                now);
        assertThat(parts.waitMillis("a", 1)).isZero();
        parts.taken("a", 3_000, 10, 0);
        assertThat(parts.waitMillis("a", 1)).isEqualTo(2_000);
        assertThat(door.admit("a", 1, now)).isNotSameAs(Admission.YES);
        now = 2 * SECOND + 2;
        assertThat(parts.waitMillis("a", 1)).isZero();
        assertThat(door.admittedBytes("a")).isEqualTo(3_000);
    }

    @Test
    void withoutADoorNothingWaits() {
        parts.taken("a", 3_000, 10, 0);
        assertThat(parts.waitMillis("a", 1)).isZero();
    }
}
