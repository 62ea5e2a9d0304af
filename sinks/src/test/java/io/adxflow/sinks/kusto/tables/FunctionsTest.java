package io.adxflow.sinks.kusto.tables;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.sinks.functions.Functions;
import io.adxflow.sinks.kusto.tables.KqlPipeline.Partitions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What the functions compute, from the files that we ship: {@link KqlPipeline} turns them into SQL, DuckDB runs it, and plain Java says what
 * must come out. Not proved here: that Kusto's engine does with each operator what its reference says. Both readings of the
 * partition operator are tried, as adx-mon's functions guard against partitions of several series.
 */
class FunctionsTest {
    private record Sample(long timestamp, long seriesId, @Nullable Double value, String host) {}

    private interface Oracle {
        /** The result for a sample and the finite one before it in its series; null when there is no row. */
        @Nullable
        Double result(Sample before, double from, double to, Sample sample);
    }

    private static final Oracle INCREASE = (before, from, to, sample) -> to < from ? to : to - from;
    private static final Oracle RATE = (before, from, to, sample) -> sample.timestamp == before.timestamp
            ? null
            : (to < from ? to : to - from) / ((sample.timestamp - before.timestamp) / 1000.0);

    @ParameterizedTest
    @EnumSource
    void countersGrowPerSeriesAndBeginAgainAtResets(Partitions partitions) throws SQLException {
        List<Sample> samples = List.of(
                new Sample(1_000, 1, 10.0, "a"),
                new Sample(1_000, 2, 1_000.0, "b"),
                new Sample(3_000, 1, 16.0, "a"),
                new Sample(3_000, 2, 1_001.0, "b"),
                new Sample(5_000, 1, 4.0, "a"),
                new Sample(6_000, 1, Double.NaN, "a"),
                new Sample(7_000, 1, 5.0, "a"));
        assertThat(run("prom_increase", partitions, samples))
                .containsExactly(
                        new Sample(3_000, 1, 6.0, "a"),
                        new Sample(5_000, 1, 4.0, "a"),
                        new Sample(7_000, 1, 1.0, "a"),
                        new Sample(3_000, 2, 1.0, "b"));
        assertThat(run("prom_rate", partitions, samples))
                .containsExactly(
                        new Sample(3_000, 1, 3.0, "a"),
                        new Sample(5_000, 1, 2.0, "a"),
                        new Sample(7_000, 1, 0.5, "a"),
                        new Sample(3_000, 2, 0.5, "b"));
        assertThat(run("prom_delta", partitions, samples)).isEqualTo(run("prom_increase", partitions, samples));
    }

    @ParameterizedTest
    @EnumSource
    void computesWhatTheOracleSays(Partitions partitions) throws SQLException {
        long seed = Long.getLong("adxflow.seed", 1);
        Random random = new Random(seed);
        for (int round = 0; round < 10; round++) {
            List<Sample> samples = samples(random);
            for (Map.Entry<String, Oracle> function : Map.of(
                            "prom_increase", INCREASE, "prom_delta", INCREASE, "prom_rate", RATE)
                    .entrySet()) {
                assertThat(run(function.getKey(), partitions, samples))
                        .as(function.getKey() + ", seed " + seed)
                        .isEqualTo(expected(samples, function.getValue()));
            }
        }
    }

    /** In any order, with resets, repeated samples, several values at one moment, and values that are none. */
    private static List<Sample> samples(Random random) {
        List<Sample> samples = new ArrayList<>();
        for (long series = 0; series < 5; series++) {
            long id = random.nextLong();
            long timestamp = random.nextInt(5_000);
            double value = random.nextInt(1_000);
            for (int i = random.nextInt(40); i > 0; i--) {
                samples.add(new Sample(timestamp, id, odd(random, value), "host" + series));
                timestamp += random.nextInt(5) == 0 ? 0 : random.nextInt(30_000);
                value = random.nextInt(6) == 0 ? random.nextInt(50) : value + random.nextInt(100) / 8.0;
            }
        }
        Collections.shuffle(samples, random);
        return samples;
    }

    private static @Nullable Double odd(Random random, double value) {
        return switch (random.nextInt(20)) {
            case 0 -> Double.NaN;
            case 1 -> Double.POSITIVE_INFINITY;
            case 2 -> Double.NEGATIVE_INFINITY;
            case 3 -> null;
            default -> value;
        };
    }

    private static List<Sample> expected(List<Sample> samples, Oracle oracle) {
        Map<Long, List<Sample>> series = new TreeMap<>();
        for (Sample sample : samples) {
            if (sample.value != null && Double.isFinite(sample.value)) {
                series.computeIfAbsent(sample.seriesId, id -> new ArrayList<>()).add(sample);
            }
        }
        List<Sample> expected = new ArrayList<>();
        for (List<Sample> one : series.values()) {
            one.sort(Comparator.comparingLong(Sample::timestamp).thenComparingDouble(Sample::value));
            for (int i = 1; i < one.size(); i++) {
                Sample before = one.get(i - 1);
                Sample sample = one.get(i);
                Double result = oracle.result(before, before.value, sample.value, sample);
                if (result != null) {
                    expected.add(new Sample(sample.timestamp, sample.seriesId, result, sample.host));
                }
            }
        }
        return sorted(expected);
    }

    private static List<Sample> sorted(List<Sample> samples) {
        samples.sort(Comparator.comparingLong(Sample::seriesId)
                .thenComparingLong(Sample::timestamp)
                .thenComparingDouble(Sample::value));
        return samples;
    }

    private static List<Sample> run(String function, Partitions partitions, List<Sample> samples) throws SQLException {
        String command = Functions.commands().stream()
                .filter(one -> one.contains(") " + function + "("))
                .findFirst()
                .orElseThrow();
        // Host stands for the columns that the function's parameter does not name.
        List<String> columns = List.of("Timestamp", "SeriesId", "Labels", "Value", "Host");
        String sql = new KqlPipeline(partitions, "Samples", columns).sql(command);
        List<Sample> results = new ArrayList<>();
        try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckdb.createStatement()) {
            statement.execute(
                    "CREATE TABLE Samples (Timestamp BIGINT, SeriesId BIGINT, Labels VARCHAR, Value DOUBLE, Host VARCHAR)");
            try (PreparedStatement insert = duckdb.prepareStatement("INSERT INTO Samples VALUES (?, ?, '{}', ?, ?)")) {
                for (Sample sample : samples) {
                    insert.setLong(1, sample.timestamp);
                    insert.setLong(2, sample.seriesId);
                    insert.setObject(3, sample.value);
                    insert.setString(4, sample.host);
                    insert.execute();
                }
            }
            try (ResultSet rows = statement.executeQuery(sql)) {
                assertThat(rows.getMetaData().getColumnCount()).isEqualTo(columns.size());
                while (rows.next()) {
                    results.add(new Sample(
                            rows.getLong("Timestamp"),
                            rows.getLong("SeriesId"),
                            rows.getDouble("Value"),
                            rows.getString("Host")));
                }
            }
        }
        return sorted(results);
    }
}
