package io.adxflow.kql;

import java.util.stream.LongStream;

/** Seeds of tests that draw: another one each time, printed; {@code -Dadxflow.kql.seed=N} repeats one. */
public final class Seeds {
    private Seeds() {}

    /** @param what is drawn, for who reads the seed */
    public static long next(String what) {
        return next(what, System.nanoTime());
    }

    private static long next(String what, long usual) {
        long seed = Long.getLong("adxflow.kql.seed", usual);
        System.out.println(what + ": seed " + seed + " (-Dadxflow.kql.seed)");
        return seed;
    }

    /** For a test that draws by {@code -Dadxflow.kql.seeds=COUNT} seeds, one after another, when it is told so. */
    public static long[] oneOrMore(String what) {
        return oneOrMore(what, System.nanoTime());
    }

    /** The same of a test that draws by the seed 1 unless told otherwise, and so always the same. */
    public static long[] fixed(String what) {
        return oneOrMore(what, 1);
    }

    private static long[] oneOrMore(String what, long usual) {
        long first = next(what, usual);
        return LongStream.range(first, first + Long.getLong("adxflow.kql.seeds", 1))
                .toArray();
    }
}
