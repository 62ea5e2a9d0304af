package io.adxflow.job.rows;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.sources.wire.testing.BodyBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SeriesCacheTest {
    private static RowsOfBodies rows(long cacheBytes) {
        return new RowsOfBodies(
                RowsOfBodies.namespace(Map.of(), List.of()), new RowSettings(cacheBytes, 20_000, 3_600_000, 1 << 20));
    }

    @Test
    void evictionLosesNoRowAndStaysWithinTheBound() {
        long seed = Long.getLong("adxflow.seed", 1);
        Random random = new Random(seed);
        RowsOfBodies small = rows(100_000);
        RowsOfBodies large = rows(1 << 30);
        Map<String, List<String>> fromSmall = new HashMap<>();
        Map<String, List<String>> fromLarge = new HashMap<>();
        for (int round = 0; round < 300; round++) {
            BodyBuilder body = new BodyBuilder();
            for (int series = 0; series < 60; series++) {
                int id = (int) Math.abs(random.nextGaussian() * 2000);
                body.series("m_" + id % 13, "id", "" + id).sample(round, id);
            }
            small.append(body);
            large.append(body);
            if (random.nextInt(4) == 0) {
                add(fromSmall, small.drain(2000));
                add(fromLarge, large.drain(2000));
            }
        }
        add(fromSmall, small.drain(2000));
        add(fromLarge, large.drain(2000));
        assertThat(fromSmall).as("seed %d", seed).isEqualTo(fromLarge);
        assertThat(small.tables.seriesCount()).isLessThan(large.tables.seriesCount() / 2);
        assertThat(small.tables.evictedSeries()).isPositive();
        assertThat(large.tables.evictedSeries()).isZero();
        // One insertion evicts only so many, and before the last drain all may have been pinned.
        for (int i = 0; i < 20; i++) {
            small.append(new BodyBuilder().series("last", "id", "" + i).sample(1, 1));
        }
        assertThat(small.tables.seriesCacheBytes()).isLessThan(110_000);
    }

    private static void add(Map<String, List<String>> to, Map<String, List<String>> lines) {
        lines.forEach((table, more) ->
                to.computeIfAbsent(table, none -> new ArrayList<>()).addAll(more));
    }

    @Test
    void seriesWithBufferedRowsStayAndTheCacheShrinksAfterwards() {
        RowsOfBodies rows = rows(50_000);
        for (int i = 0; i < 2000; i++) {
            rows.append(new BodyBuilder().series("m", "id", "" + i).sample(i, i));
        }
        assertThat(rows.tables.seriesCount()).isEqualTo(2000);
        assertThat(rows.tables.seriesCacheBytes()).isGreaterThan(100_000);
        assertThat(rows.drain(1 << 16).get("M")).hasSize(2000);
        for (int i = 0; i < 100; i++) {
            rows.append(new BodyBuilder().series("n", "id", "" + i).sample(i, i));
            rows.drain(1 << 16);
        }
        assertThat(rows.tables.seriesCacheBytes()).isLessThan(51_000);
    }

    @Test
    void tablesWithoutSeriesAndRowsAreForgotten() {
        RowsOfBodies rows = rows(20_000);
        for (int i = 0; i < 5000; i++) {
            AppendResult result =
                    rows.append(new BodyBuilder().series("metric_" + i).sample(i, i));
            assertThat(result.problems()).isNull();
            rows.drain(1 << 16);
        }
        assertThat(rows.tables.tableCount()).isLessThan(200);
    }

    @Test
    void metricsOfOneTargetShareTheirLabels() {
        RowsOfBodies rows = rows(1 << 30);
        String labels = "x".repeat(1000);
        for (int i = 0; i < 100; i++) {
            rows.append(new BodyBuilder().series("metric_" + i, "l", labels).sample(i, i));
        }
        assertThat(rows.tables.seriesCacheBytes()).isLessThan(100 * 300 + 2000);
    }
}
