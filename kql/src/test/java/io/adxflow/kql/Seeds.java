package io.adxflow.kql;

import java.util.stream.LongStream;

/** Seeds of tests that draw: the same one at every gate, printed; {@code -Dadxflow.kql.seed=N} looks further. */
public final class Seeds {
    private Seeds() {}

    /** @param what is drawn, for who reads the seed */
    public static long next(String what) {
        long seed = Long.getLong("adxflow.kql.seed", 1);
        System.out.println(what + ": seed " + seed + " (-Dadxflow.kql.seed)");
        return seed;
    }

    /** For a test that draws by {@code -Dadxflow.kql.seeds=COUNT} seeds, one after another, when it is told so. */
    public static long[] oneOrMore(String what) {
        long first = next(what);
        return LongStream.range(first, first + Long.getLong("adxflow.kql.seeds", 1))
                .toArray();
    }
}
