package io.adxflow.job.windows;

import java.util.LinkedHashMap;
import java.util.Map;

/** One window of a metric: its groups, and when they become rows. */
final class Window {
    /** Of a window that waits for the watermark alone. */
    static final long NOT_DUE = Long.MAX_VALUE;

    final Map<String, Cell> cells = new LinkedHashMap<>();
    /** Wall clock at which what came late becomes rows, in epoch milliseconds. */
    long dueMillis = NOT_DUE;
    /** Whether it holds what is in no row yet. */
    boolean isChanged;
    /** Whether state holds it as it is. */
    boolean isStored;
}
