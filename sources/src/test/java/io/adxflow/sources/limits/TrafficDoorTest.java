package io.adxflow.sources.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TrafficDoorTest {
    private static final double NO = Double.POSITIVE_INFINITY;
    private static final long SECOND = 1_000_000_000L;
    private final TrafficDoor door = new TrafficDoor(1);

    private static TrafficRules rules(NamespaceLimits ofA) {
        return new TrafficRules(
                Map.of("a", ofA, "b", NamespaceLimits.NONE),
                Map.of("a", Set.of("m"), "b", Set.of("m")),
                name -> new Backlog(10, 20, 100));
    }

    @Test
    void letsInWhileThereIsAnythingAndTellsTheWaitForWhatWasTakenBeyond() {
        door.follow(rules(new NamespaceLimits(NO, 1_000, NO, 1)), 1, 0);
        assertThat(door.admit("a", 5_000, 0)).isEqualTo(Admission.YES);
        door.reserve("a", 5_000, 0);
        Admission.No no = (Admission.No) door.admit("a", 10, 0);
        assertThat(no.waitSeconds()).isEqualTo(4);
        assertThat(no.message()).contains("namespace a", "bytes a second", "limits.a.bytes-per-second = 1000");
        assertThat(door.admit("a", 10, 3 * SECOND)).isInstanceOf(Admission.No.class);
        assertThat(door.admit("a", 10, 4 * SECOND + 2)).isEqualTo(Admission.YES);
        assertThat(door.admit("b", 10, 0)).isEqualTo(Admission.YES);
        assertThat(door.turnedAway("a")).isEqualTo(2);
    }

    @Test
    void takesSamplesForWhatBodiesBeforeHeldAndCorrectsThatWhenOneIsDecoded() {
        door.follow(rules(new NamespaceLimits(100, NO, NO, 1)), 1, 0);
        door.settle("a", door.reserve("a", 1_000, 0), 1_000, 50, 0, 0);
        long reserved = door.reserve("a", 2_000, 0);
        assertThat(reserved).isEqualTo(100);
        assertThat(door.admit("a", 1, 0)).as("50 and 100 of 100").isInstanceOf(Admission.No.class);
        door.settle("a", reserved, 2_000, 0, 0, 0);
        assertThat(door.admit("a", 1, 0)).as("it came to nothing").isEqualTo(Admission.YES);
    }

    @Test
    void newSeriesAreLimitedOnTheirOwn() {
        door.follow(rules(new NamespaceLimits(NO, NO, 10, 1)), 1, 0);
        door.settle("a", 0, 100, 30, 30, 0);
        assertThat(((Admission.No) door.admit("a", 1, 0)).message()).contains("limits.a.new-series-per-second = 10");
        assertThat(door.admit("a", 1, 2 * SECOND + 1)).isEqualTo(Admission.YES);
    }

    @Test
    void hasItsPartOfALimitAndAnEvenOneWhenNobodyDeals() {
        door.follow(rules(new NamespaceLimits(NO, 1_000, NO, 1)), 0.25, 0);
        assertThat(door.boundBytesPerSecond("a")).isEqualTo(250);
        door.follow(new TrafficShares(Map.of(3, Map.of("a", 0.7)), Map.of(), Map.of()), 3, 0);
        assertThat(door.boundBytesPerSecond("a")).isEqualTo(700);
        assertThat(door.boundBytesPerSecond("b")).isEqualTo(-1);
        door.report((TrafficDoor.SILENCE_SECONDS + 1) * SECOND);
        assertThat(door.boundBytesPerSecond("a")).as("after a long silence").isEqualTo(250);
    }

    @Test
    void isBoundByTheScarcestOfWhatItReachesByWeight() {
        door.follow(rules(new NamespaceLimits(NO, NO, NO, 2)), 1, 0);
        door.follow(new TrafficShares(Map.of(), Map.of("m", 500.0, "other", 1.0), Map.of("m", "m is full")), 0, 0);
        assertThat(door.boundBytesPerSecond("a")).isEqualTo(1_000);
        assertThat(door.boundBytesPerSecond("b")).isEqualTo(500);
        door.reserve("b", 600, 0);
        assertThat(((Admission.No) door.admit("b", 1, 0)).message()).contains("limits.b.weight = 1", "m is full");
        door.follow(TrafficShares.NONE, 0, 0);
        assertThat(door.admit("b", 1, 0)).isEqualTo(Admission.YES);
    }

    /** What namespaces hold, and are told that they may. */
    private static final class Books implements Stocks {
        final Map<String, Long> held = new HashMap<>();
        final Map<String, Long> allowed = new HashMap<>();

        @Override
        public long held(String namespace, Stock stock) {
            return held.getOrDefault(namespace + " " + stock.key(), 0L);
        }

        @Override
        public void allow(String namespace, Stock stock, long most) {
            allowed.put(namespace + " " + stock.key(), most);
        }
    }

    @Test
    void dealsOutWhatMayBeHeldAndNeverMoreThanAllOfIt() {
        Books books = new Books();
        NamespaceLimits limits = new NamespaceLimits(NO, NO, NO, 1_000, 40, NO, 1);
        door.follow(
                new TrafficRules(Map.of("a", limits, "b", NamespaceLimits.NONE), Map.of(), name -> Backlog.NONE, books),
                0.5,
                0);
        assertThat(books.allowed)
                .as("an even part, when nobody deals")
                .containsEntry("a live-series", 500L)
                .containsEntry("a tables", 20L)
                .containsEntry("a storage", Long.MAX_VALUE)
                .containsEntry("b live-series", Long.MAX_VALUE);

        books.held.put("a live-series", 300L);
        books.held.put("b live-series", 9L);
        TrafficReport report = door.report(SECOND);
        assertThat(report.stocks()[Stock.LIVE_SERIES.place()])
                .as("of those that may not hold what they like")
                .containsExactly(300, 0);
        Map<Integer, Map<String, Double>> parts = Map.of(3, Map.of("a", 0.75), 4, Map.of("a", 0.25));
        door.follow(new TrafficShares(parts, Map.of(), Map.of(), Map.of("a", new long[] {800, 0, 0})), 3, SECOND);
        assertThat(books.allowed)
                .as("what it holds, and three quarters of the 200 that nobody does")
                .containsEntry("a live-series", 450L)
                .containsEntry("a tables", 30L);
        door.follow(new TrafficShares(parts, Map.of(), Map.of(), Map.of("a", new long[] {1_300, 0, 0})), 3, SECOND);
        assertThat(books.allowed).as("no more than it has, beyond the limit").containsEntry("a live-series", 300L);
    }

    @Test
    void asksToComeAgainWhileMoreIsUndeliveredThanMayBe() {
        Books books = new Books();
        NamespaceLimits limits = new NamespaceLimits(NO, NO, NO, NO, NO, 5_000, 1);
        door.follow(
                new TrafficRules(Map.of("a", limits, "b", NamespaceLimits.NONE), Map.of(), name -> Backlog.NONE, books),
                1,
                0);
        books.held.put("a storage", 4_999L);
        assertThat(door.admit("a", 10, 0)).isEqualTo(Admission.YES);
        books.held.put("a storage", 5_000L);
        books.held.put("b storage", 5_000L);

        Admission.No no = (Admission.No) door.admit("a", 10, 0);
        assertThat(no.message()).contains("namespace a holds 5000 undelivered bytes", "limits.a.storage = 5000");
        assertThat(no.waitSeconds()).isPositive();
        assertThat(door.admit("b", 10, 0)).isEqualTo(Admission.YES);
        assertThat(door.turnedAway("a")).isEqualTo(1);
        books.held.put("a storage", 0L);
        assertThat(door.admit("a", 10, 0))
                .as("what was delivered makes room at once")
                .isEqualTo(Admission.YES);
    }

    @Test
    void reportsTotalsAndForgetsNamespacesThatAreGone() {
        door.follow(rules(NamespaceLimits.NONE), 1, 0);
        door.reserve("a", 700, 0);
        door.queued(40);
        door.queued(30);
        TrafficReport report = door.report(SECOND);
        assertThat(report.namespaces()).containsExactly("a", "b");
        assertThat(report.admittedBytes()).containsExactly(700, 0);
        assertThat(report.destinations()).containsExactly("m");
        assertThat(report.reaches()).containsExactly(1, 1);
        assertThat(report.heldBytes()).containsExactly(10);
        assertThat(report.queuedMillis()).isEqualTo(40);
        assertThat(door.report(SECOND).queuedMillis()).isZero();
        door.follow(TrafficRules.NONE, 1, SECOND);
        assertThat(door.report(SECOND).namespaces()).isEmpty();
        assertThat(door.admit("a", 1, SECOND)).isEqualTo(Admission.YES);
    }
}
