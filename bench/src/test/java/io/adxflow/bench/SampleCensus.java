package io.adxflow.bench;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.adxflow.bench.load.BodyGenerator;
import io.adxflow.bench.load.SeriesCatalog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Counts how often each sample that any of several generators can send stands in committed rows. Rows that no generator would
 * have sent are kept as strange.
 */
final class SampleCensus {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A series of one of the generators, and how often its sample of each round was seen. */
    private static final class Sighting {
        private final BodyGenerator generator;
        private final int series;
        private final Map<Long, Integer> countByRound = new HashMap<>();

        private Sighting(BodyGenerator generator, int series) {
            this.generator = generator;
            this.series = series;
        }
    }

    private final Map<String, Sighting> byTableAndLabels = new HashMap<>();
    private final Map<BodyGenerator, Sighting[]> bySeries = new HashMap<>();
    private final Map<String, Sighting> byText = new HashMap<>();
    private final List<String> strange = new ArrayList<>();
    private long rows;

    void expect(BodyGenerator generator) {
        SeriesCatalog catalog = generator.catalog();
        Sighting[] sightings = new Sighting[catalog.size()];
        for (int series = 0; series < sightings.length; series++) {
            Map<String, String> labels = new TreeMap<>();
            for (SeriesCatalog.Label label : catalog.labels(series)) {
                if (!label.name().equals("__name__")) {
                    labels.put(label.name(), label.value());
                }
            }
            sightings[series] = new Sighting(generator, series);
            byTableAndLabels.put(catalog.tableName(catalog.table(series)) + labels, sightings[series]);
        }
        bySeries.put(generator, sightings);
    }

    /** Takes one row: Timestamp, SeriesId, Labels, Value. */
    void row(String table, List<String> row) {
        rows++;
        Sighting sighting = byText.computeIfAbsent(table + row.get(2), text -> find(table, row.get(2)));
        if (sighting == null) {
            strange.add(table + row);
            return;
        }
        BodyGenerator generator = sighting.generator;
        long timestamp = Instant.parse(row.get(0)).toEpochMilli();
        long round = generator.samples().round(timestamp);
        int target = generator.catalog().target(sighting.series);
        double value = Double.parseDouble(row.get(3));
        if (generator.samples().timestamp(target, round) != timestamp
                || Double.compare(generator.samples().value(sighting.series, round), value) != 0) {
            strange.add(table + row);
            return;
        }
        sighting.countByRound.merge(round, 1, Integer::sum);
    }

    private Sighting find(String table, String labels) {
        try {
            Map<String, String> sorted = JSON.readValue(labels, new TypeReference<TreeMap<String, String>>() {});
            return byTableAndLabels.get(table + sorted);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long rows() {
        return rows;
    }

    List<String> strange() {
        return strange;
    }

    /** Samples of the bodies that were not seen exactly once, as text. */
    List<String> notOnce(BodyGenerator generator, BitSet bodies) {
        List<String> wrong = new ArrayList<>();
        bodies.stream()
                .forEach(body -> generator.visit(body, (series, timestamp, value) -> {
                    int count = count(generator, series, timestamp);
                    if (count != 1) {
                        wrong.add("body " + body + " series " + series + " at " + Instant.ofEpochMilli(timestamp) + ": "
                                + count);
                    }
                }));
        return wrong;
    }

    /** How many samples of the bodies were not seen at all. */
    long missing(BodyGenerator generator, BitSet bodies) {
        long[] missing = new long[1];
        bodies.stream()
                .forEach(body -> generator.visit(body, (series, timestamp, value) -> {
                    missing[0] += count(generator, series, timestamp) == 0 ? 1 : 0;
                }));
        return missing[0];
    }

    /** Samples seen more than once, acknowledged or not, as text. */
    List<String> doubled() {
        return bySeries.keySet().stream()
                .flatMap(generator -> doubled(generator).stream())
                .toList();
    }

    /** Those of one generator. */
    List<String> doubled(BodyGenerator generator) {
        List<String> wrong = new ArrayList<>();
        for (Sighting sighting : bySeries.get(generator)) {
            sighting.countByRound.forEach((round, count) -> {
                if (count > 1) {
                    wrong.add("series " + sighting.series + " round " + round + ": " + count);
                }
            });
        }
        return wrong;
    }

    /** All rows of one generator. */
    long rows(BodyGenerator generator) {
        return Stream.of(bySeries.get(generator))
                .flatMap(sighting -> sighting.countByRound.values().stream())
                .mapToLong(Integer::intValue)
                .sum();
    }

    private int count(BodyGenerator generator, int series, long timestamp) {
        long round = generator.samples().round(timestamp);
        return bySeries.get(generator)[series].countByRound.getOrDefault(round, 0);
    }
}
