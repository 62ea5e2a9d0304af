package io.adxflow.bench.load;

/**
 * How many series a load has, how they spread over tables, and how they are cut into bodies.
 *
 * @param samplesPerBody samples in a body, each of another series; the last body of a round may hold fewer
 * @param shards a body holds every {@code shards}-th series in scrape order, as Prometheus deals its series to its shards
 * @param samplesPerSecond the offered rate, or 0 for as fast as answers come
 * @param scrapeIntervalMillis what a series' timestamp advances by from round to round
 * @param seed decides every label and value
 */
public record Workload(
        String name,
        int tables,
        int series,
        int samplesPerBody,
        int shards,
        double samplesPerSecond,
        long scrapeIntervalMillis,
        long seed) {

    private static final int SAMPLES_PER_BODY = 1000;
    private static final int SHARDS = 1;
    private static final long SCRAPE_INTERVAL_MILLIS = 15_000;
    private static final long SEED = 20_260_101;

    public Workload {
        if (tables < 1 || series < tables || samplesPerBody < 1 || shards < 1) {
            throw new IllegalArgumentException(
                    "workload: " + tables + " tables, " + series + " series, " + samplesPerBody + " samples a body, "
                            + shards + " shards (expected: at least 1 each, and a series a table)");
        }
    }

    /**
     * One of those that {@code bench/README.md} describes.
     *
     * @throws IllegalArgumentException when there is none of this name
     */
    public static Workload named(String name) {
        return switch (name) {
            case "a" -> standard(name, 300, 50_000, 0);
            case "b" -> standard(name, 2_000, 50_000, 0);
            case "c" -> standard(name, 300, 400_000, 0);
            case "d" -> standard(name, 2_000, 50_000, 50_000);
            case "e" -> standard(name, 5_000, 50_000, 10_000);
            case "f" -> standard(name, 300, 1_000_000, 0);
            default -> throw new IllegalArgumentException("workload: " + name + " (expected: a, b, c, d, e or f)");
        };
    }

    private static Workload standard(String name, int tables, int series, double rate) {
        return new Workload(name, tables, series, SAMPLES_PER_BODY, SHARDS, rate, SCRAPE_INTERVAL_MILLIS, SEED);
    }

    public Workload atRate(double newSamplesPerSecond) {
        return new Workload(
                name, tables, series, samplesPerBody, shards, newSamplesPerSecond, scrapeIntervalMillis, seed);
    }
}
