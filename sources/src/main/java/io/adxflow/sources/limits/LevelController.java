package io.adxflow.sources.limits;

/**
 * Finds the rate that one scarce thing bears, as a level: bytes a second for each unit of weight. Every namespace may send up to
 * level × weight, so that those who ask for less get what they ask for and the others equal parts by weight: max-min fair
 * (Bertsekas and Gallager, "Data Networks", 6.5.2), without knowing what anybody would send.
 *
 * <p>Above its target the level is multiplied down, at most once in the time that a decrease takes to show, to what leaves if that is
 * known, and by no more than {@value #DEEPEST}; below it, it is raised each second by {@value #RAISE_PER_SECOND} of itself, or of what it
 * was when it last proved too high where that is more. Where many controllers are to find equal parts, increase must be additive (Chiu
 * and Jain, 1989); here one level is everybody's, so parts are equal whatever it is, and one that was put far down is back in minutes.
 * After a time in which nothing left it is doubled each second until it is what it was before, as a slow start. While nothing is scarce
 * there is no level. Not thread-safe.
 */
final class LevelController {
    static final double OPEN = Double.POSITIVE_INFINITY;
    private static final double DEEPEST = 0.5;
    private static final double GENTLEST = 0.95;
    private static final double RAISE_PER_SECOND = 0.05;
    private static final double SETTLE_SECONDS = 2;
    /** A level that nobody reaches for so long is not needed. */
    private static final double UNUSED_SECONDS = 30;

    /** What leaves, as a part of what comes, when nothing does. */
    private static final double NOTHING = 0.05;
    /** It is not put down further than to this part of what it was before nothing left. */
    private static final double LEAST = 1.0 / 1024;

    private double level = OPEN;
    /** What it was before nothing left any more; 0 when it does. */
    private double before;

    private double tooHigh;
    private double sinceDecrease = SETTLE_SECONDS;
    private double unused;

    /**
     * Looks once more.
     *
     * @param seconds since the last look
     * @param pressure 1 at the target; above it there is too much
     * @param growing whether it becomes more
     * @param leaving what leaves, as a part of what comes; NaN when nobody knows
     * @param highest what the heaviest sender of the thing sends, bytes a second for each unit of weight
     * @return the level, or {@link #OPEN}
     */
    double look(double seconds, double pressure, boolean growing, double leaving, double highest) {
        sinceDecrease += seconds;
        if (pressure > 1) {
            unused = 0;
            if (growing && sinceDecrease >= SETTLE_SECONDS && highest > 0) {
                if (leaving < NOTHING && before == 0) {
                    before = Math.min(level, highest);
                }
                double factor = Double.isNaN(leaving) ? DEEPEST : Math.max(DEEPEST, Math.min(GENTLEST, leaving));
                level = Math.max(before * LEAST, Math.min(level, highest) * factor);
                tooHigh = Math.max(level, 1);
                sinceDecrease = 0;
            }
        } else if (level != OPEN) {
            raise(seconds);
            unused = highest < level / 2 ? unused + seconds : 0;
            if (unused >= UNUSED_SECONDS) {
                level = OPEN;
                unused = 0;
            }
        }
        return level;
    }

    private void raise(double seconds) {
        if (before == 0) {
            level += RAISE_PER_SECOND * Math.max(level, tooHigh) * seconds;
            return;
        }
        level *= Math.pow(2, seconds);
        if (level >= before) {
            level = before;
            tooHigh = before;
            before = 0;
        }
    }
}
