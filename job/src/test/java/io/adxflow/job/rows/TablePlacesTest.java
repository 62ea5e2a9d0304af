package io.adxflow.job.rows;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TablePlacesTest {
    private static final long IDLE = 60_000;

    private static TablePlaces places(int maxTables) {
        return new TablePlaces(new RowSettings(1 << 20, maxTables, IDLE, 1 << 20));
    }

    private static TableKey table(String namespace, String name) {
        return new TableKey(namespace, "Metrics", name, "Timestamp:datetime");
    }

    @Test
    void whoAsksForMoreThanAreFreeIsRefusedAndWhoComesLaterIsNot() {
        long seed = Long.getLong("adxflow.seed", 1);
        Random random = new Random(seed);
        for (int round = 0; round < 30; round++) {
            int limit = 200 + random.nextInt(2_000);
            int greedy = 1 + random.nextInt(6);
            TablePlaces places = places(limit);
            Map<String, Integer> held = new HashMap<>();
            int total = 0;
            for (int i = 0; i < 3 * limit; i++) {
                String sender = "/10.0.0." + random.nextInt(greedy) + ":" + i;
                int own = held.getOrDefault(SenderAddress.of(sender), 0);
                boolean given = places.take(table("a", "T" + i), sender, 0) != null;
                assertThat(given).as("seed %d, round %d", seed, round).isEqualTo(own < limit - total);
                if (given) {
                    held.merge(SenderAddress.of(sender), 1, Integer::sum);
                    total++;
                }
            }
            assertThat(places.usage("a").tables())
                    .as("seed %d", seed)
                    .isEqualTo(total)
                    .isLessThan(limit);
            for (int newcomer = 0; newcomer < 10; newcomer++) {
                assertThat(places.take(table("a", "New" + newcomer), "/10.0.1." + newcomer + ":1", 0))
                        .as("seed %d, limit %d, %d greedy", seed, limit, greedy)
                        .isNotNull();
            }
        }
    }

    @Test
    void neverSoManySendersThatNoneIsFree() {
        TablePlaces places = places(10_000);
        for (int turn = 0; turn < 20; turn++) {
            for (int sender = 0; sender < 5_000; sender++) {
                var unused = places.take(
                        table("a", "T" + turn + "X" + sender), "/10.1." + sender / 250 + "." + sender % 250 + ":1", 0);
            }
        }
        assertThat(places.usage("a").tables()).isLessThan(10_000);
    }

    @Test
    void aTableHasOnePlaceWhoeverWritesToIt() {
        TablePlaces places = places(100);
        TablePlace first = places.take(table("a", "T"), "/1.1.1.1:1", 0);
        assertThat(places.take(new TableKey("a", "Metrics", "T", "other columns"), "/2.2.2.2:1", 0))
                .isSameAs(first);
        assertThat(places.take(table("b", "T"), "/2.2.2.2:1", 0)).isNotSameAs(first);
        assertThat(places.usage("a")).isEqualTo(new TablePlaces.Usage(1, 1));
        assertThat(places.usage("nobody")).isEqualTo(new TablePlaces.Usage(0, 0));
    }

    @Test
    void aTableMakesRoomOnceNoReaderHasHadRowsForLong() {
        TablePlaces places = places(2);
        TablePlace place = places.take(table("a", "T"), "/1.1.1.1:1", 0);
        assertThat(place).isNotNull();
        place.hasRows();
        place.hasRows();
        places.takeBackIdle(10 * IDLE);
        assertThat(place.isGiven()).isTrue();
        place.hasNoRows(10 * IDLE);
        places.takeBackIdle(20 * IDLE);
        assertThat(place.isGiven()).isTrue();
        place.hasNoRows(20 * IDLE);
        places.takeBackIdle(21 * IDLE - 1);
        assertThat(places.take(table("a", "U"), "/1.1.1.1:1", 21 * IDLE - 1)).isNull();
        places.takeBackIdle(21 * IDLE + 5_000);
        assertThat(place.isGiven()).isFalse();
        assertThat(places.take(table("a", "U"), "/1.1.1.1:1", 22 * IDLE)).isNotNull();
        assertThat(places.takeAgain(table("a", "T"), place)).isSameAs(place);
        assertThat(places.usage("a")).isEqualTo(new TablePlaces.Usage(2, 2));
    }

    @Test
    void tellsWhoHoldsHowManyAndWhichOptionsGovernIt() {
        TablePlaces places = places(10);
        List<TablePlace> given = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            TablePlace place = places.take(table("a", "T" + i), "/10.0.0.1:" + i + " Prometheus", 0);
            if (place != null) {
                given.add(place);
            }
        }
        assertThat(given).hasSize(5);
        assertThat(places.refusal(table("a", "T9"), "/10.0.0.1:7 Prometheus"))
                .isEqualTo(
                        "table T9 would be one more than its sender may have (10.0.0.1 made 5 tables of namespace a, and may"
                                + " make as many as are free of rows.max-tables = 10: 5; a table without rows for PT1M makes"
                                + " room, see rows.table-idle-time)");
    }
}
