package io.adxflow.sources.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class TrafficDealerTest {
    private final TrafficDealer dealer = new TrafficDealer(0.5, 1_000);

    /** Two namespaces, of which b reaches another destination as well. */
    private static TrafficReport report(
            long attempt, long bytesOfA, long bytesOfB, long held, long arrived, long queuedMillis) {
        return new TrafficReport(
                attempt,
                new String[] {"a", "b"},
                new double[] {1, 1},
                new long[] {bytesOfA, bytesOfB},
                new long[] {0, 0},
                new String[] {"m", "n"},
                new long[] {1, 3},
                new long[] {held, 0},
                new long[] {arrived, 0},
                new long[] {100_000, 100_000},
                new long[Stock.COUNT][2],
                queuedMillis,
                queuedMillis);
    }

    private static TrafficReport holding(long attempt, long series) {
        TrafficReport report = report(attempt, 0, 0, 0, 0, 0);
        report.stocks()[Stock.LIVE_SERIES.place()][0] = series;
        return report;
    }

    @Test
    void tellsWhatIsHeldInAllProcessesWhereThereAreSeveral() {
        dealer.report(0, holding(1, 700), 0);
        assertThat(dealer.deal(1_000)).as("one knows by itself").isNull();
        dealer.report(0, holding(1, 700), 1_000);
        dealer.report(1, holding(2, 200), 1_000);
        TrafficShares shares = dealer.deal(2_000);
        assertThat(shares.held()).containsOnlyKeys("a");
        assertThat(shares.held().get("a")).containsExactly(900, 0, 0);

        dealer.report(1, holding(2, 201), 2_500);
        assertThat(dealer.deal(3_000)).as("hardly anything has changed").isNull();
        dealer.report(1, holding(2, 300), 3_500);
        assertThat(dealer.deal(4_000).held().get("a")).containsExactly(1_000, 0, 0);
    }

    @Test
    void dealsPartsByWhatEachProcessIsAskedForAndSaysNothingTwice() {
        for (int second = 0; second <= 2; second++) {
            dealer.report(0, report(1, second * 3_000L, 0, 0, 0, 0), second * 1_000L);
            dealer.report(1, report(2, second * 1_000L, 0, 0, 0, 0), second * 1_000L);
        }
        TrafficShares shares = dealer.deal(2_000);
        assertThat(shares.part(0, "a", 0)).isCloseTo(0.725, within(0.001));
        assertThat(shares.part(1, "a", 0)).isCloseTo(0.275, within(0.001));
        assertThat(shares.part(1, "b", 0.5)).as("nobody asks").isEqualTo(0.5);
        assertThat(shares.levels()).isEmpty();
        assertThat(dealer.deal(2_500)).isNull();
        assertThat(dealer.deal(7_100))
                .as("so that they know that somebody deals")
                .isNotNull();
    }

    @Test
    void holdsBackOnceABacklogIsBeyondItsTargetAndGrows() {
        long held = 40_000;
        for (int second = 0; second < 6; second++) {
            dealer.report(0, report(1, second * 10_000L, second * 2_000L, held, second * 12_000L, 0), second * 1_000L);
            TrafficShares shares = dealer.deal(second * 1_000L);
            if (held <= 50_000) {
                assertThat(shares).as("at %d bytes", held).isNull();
            } else {
                assertThat(shares.levels()).containsOnlyKeys("m");
                // A third of what comes stays.
                assertThat(shares.levels().get("m")).isBetween(5_000.0, 10_000.0);
                assertThat(shares.reasons().get("m")).contains("moniker m", "storage.max-bytes-per-moniker");
                return;
            }
            held += 4_000;
        }
        throw new AssertionError("never");
    }

    @Test
    void holdsBackWhenRequestsWaitInTheQueues() {
        dealer.report(0, report(1, 0, 0, 0, 0, 0), 0);
        assertThat(dealer.deal(0)).isNull();
        dealer.report(0, report(1, 10_000, 1_000, 0, 0, 3_000), 1_000);
        TrafficShares shares = dealer.deal(1_000);
        assertThat(shares.levels()).containsOnlyKeys(TrafficShares.QUEUE);
        assertThat(shares.reasons().get(TrafficShares.QUEUE)).contains("3000 ms", "ingest.queue-time = 1000");
    }

    @Test
    void totalsThatBeginAnewAreNoRate() {
        dealer.report(0, report(1, 1_000_000, 0, 0, 0, 0), 0);
        dealer.report(1, report(2, 0, 0, 0, 0, 0), 0);
        dealer.report(0, report(9, 10, 0, 0, 0, 0), 1_000);
        dealer.report(1, report(2, 100, 0, 0, 0, 0), 1_000);
        TrafficShares shares = dealer.deal(1_000);
        assertThat(shares.part(1, "a", 0)).isGreaterThan(0.9);
    }

    @Test
    void forgetsAProcessThatIsSilent() {
        for (int second = 0; second <= 1; second++) {
            dealer.report(0, report(1, second * 1_000L, 0, 0, 0, 0), second * 1_000L);
            dealer.report(1, report(2, second * 1_000L, 0, 0, 0, 0), second * 1_000L);
        }
        assertThat(dealer.deal(1_000).parts()).hasSize(2);
        dealer.report(0, report(1, 9_000, 0, 0, 0, 0), 12_000);
        assertThat(dealer.deal(12_000).parts()).isEmpty();
    }
}
