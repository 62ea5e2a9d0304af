package io.adxflow.bench.load;

/**
 * The timestamp and value of any series in any round, computed from the seed alone, so that a checker can tell what was sent
 * without a record of it.
 */
public final class SampleSource {
    /** 2026-01-01T00:00:00Z; six bytes as a varint, like every time until 2109. */
    public static final long START_MILLIS = 1_767_225_600_000L;

    private static final double TO_UNIT = 0x1.0p-53;

    private final SeriesCatalog catalog;
    private final long seed;
    private final long intervalMillis;

    public SampleSource(Workload workload, SeriesCatalog catalog) {
        this.catalog = catalog;
        this.seed = workload.seed();
        this.intervalMillis = workload.scrapeIntervalMillis();
    }

    /** Targets are scraped at moments of their own within the interval. */
    public long timestamp(int target, long round) {
        long offset = Long.remainderUnsigned(Mix.of(seed + 1, target), intervalMillis);
        return START_MILLIS + round * intervalMillis + offset;
    }

    /** The round whose timestamp this is; the inverse of {@link #timestamp}. */
    public long round(long timestamp) {
        return Math.floorDiv(timestamp - START_MILLIS, intervalMillis);
    }

    public double value(int series, long round) {
        long fixed = Mix.of(seed + 2, series);
        long moving = Mix.of(fixed, round);
        return switch (catalog.kind(catalog.table(series))) {
            case COUNTER -> {
                int step = 1 + Mix.below(fixed, 200);
                yield Mix.below(fixed >>> 20, 10_000_000) + round * step + Mix.below(moving, step);
            }
            case SIX_DECIMALS -> (moving >>> 34) / 1e6;
            case FULL_DOUBLE -> (moving >>> 11) * TO_UNIT * 1000;
            case ODD -> odd(Mix.below(fixed, 8), moving);
        };
    }

    private static double odd(int kind, long moving) {
        return switch (kind) {
            case 0, 1, 2 -> 0;
            case 3, 4 -> 1;
            case 5, 6 -> (moving >>> 40) * 4096.0;
            default -> Double.NaN;
        };
    }
}
