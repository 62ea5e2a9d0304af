package io.adxflow.sources.limits;

import java.util.ArrayDeque;
import java.util.Deque;

/** Something there may be too little of: how it has fared lately, and what its controller leaves to senders. Not thread-safe. */
final class ScarceThing {
    private static final long WINDOW_MILLIS = 5_000;
    /** What is held is less than before when it is below this part of it. */
    private static final double LESS = 0.95;

    private final LevelController controller = new LevelController();
    private final Deque<long[]> window = new ArrayDeque<>();
    private double level = LevelController.OPEN;
    private String reason = "";

    /** Part of what came that left, over the window; NaN when nothing came. */
    double leaving(long now, long held, long arrived) {
        window.add(new long[] {now, held, arrived});
        while (window.size() > 2 && now - window.getFirst()[0] > WINDOW_MILLIS) {
            window.remove();
        }
        long came = arrived - window.getFirst()[2];
        long grown = held - window.getFirst()[1];
        return came <= 0 ? Double.NaN : (double) (came - grown) / came;
    }

    boolean grows(long held) {
        return held > window.getFirst()[1];
    }

    boolean shrinks(long held) {
        return held < LESS * window.getFirst()[1];
    }

    /** See {@link LevelController#look}. */
    void look(double seconds, double pressure, boolean growing, double leaving, double highest, String why) {
        level = controller.look(seconds, pressure, growing, leaving, highest);
        reason = why;
    }

    double level() {
        return level;
    }

    /** For people, of the last look. */
    String reason() {
        return reason;
    }
}
