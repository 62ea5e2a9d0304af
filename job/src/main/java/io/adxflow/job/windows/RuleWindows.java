package io.adxflow.job.windows;

import io.adxflow.job.rules.metrics.DocumentRef;
import io.adxflow.job.rules.metrics.MetricFromSpec.Temporality;
import io.adxflow.job.rules.metrics.MetricRule;
import io.adxflow.job.rules.metrics.PartialSum;
import io.adxflow.job.rules.metrics.PartialSum.Entry;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The windows of one metric. A window becomes rows when the watermark, the begin of the newest window with a record, is past its end by the lateness; when nothing has come for that long; or when the metric is made no more.
 * What comes later is added up for the lateness, and becomes further rows. So of rows of one series and time, whatever became of their records, the sum is what one row would say: where results do not
 * add up themselves, a further row is what the result has changed by. Of running totals, the largest is. One thread.
 *
 * <p>Bounded: groups by the rule; what windows hold by {@link #MOST_NUMBERS}, beyond which the oldest become rows before their time.
 */
final class RuleWindows {
    /** How many numbers all cells may hold. */
    static final int MOST_NUMBERS = 500_000;

    private static final long LEAST_DELAY_MILLIS = 1_000;
    /** How long a metric that is made no more is remembered, as readers learn of that one after another. */
    private static final long RETIRED_MILLIS = 60_000;

    private static final long LOOK_MILLIS = 60_000;

    private final MetricRule rule;
    private final TreeMap<Long, Window> windows;
    private final GroupBook groups;
    private DocumentRef document;
    private long watermarkMillis;
    /** Wall clock when something last came, in epoch milliseconds. */
    private long seenMillis;
    /** The version without the rule; 0 while there is none. */
    private long retiredBy;

    private boolean bookIsStored;
    private final Set<Long> forgotten = new HashSet<>();
    private long numbers;
    private long nextLookMillis;
    private long amended;

    /** Takes a row. */
    interface Rows {
        /**
         * A row of a group.
         *
         * @param values as the rule's shape numbers its results
         */
        void row(RuleWindows of, String group, long timestampMillis, double[] values) throws IOException;
    }

    /** Nothing yet. */
    RuleWindows(MetricRule rule, DocumentRef document) {
        this(rule, document, Long.MIN_VALUE, 0, 0, new LinkedHashMap<>());
    }

    /** As state has it, but for its windows. */
    RuleWindows(
            MetricRule rule,
            DocumentRef document,
            long watermarkMillis,
            long seenMillis,
            long retiredBy,
            Map<String, Group> groups) {
        this.rule = rule;
        this.document = document;
        this.watermarkMillis = watermarkMillis;
        this.seenMillis = seenMillis;
        this.retiredBy = retiredBy;
        this.groups = new GroupBook(rule, groups);
        this.windows = new TreeMap<>();
    }

    /** Takes on a window as state has it. */
    void restore(long beginMillis, Window window) {
        windows.put(beginMillis, window);
        window.isStored = true;
        for (Cell cell : window.cells.values()) {
            numbers += cell.sum().weight();
            window.isChanged |= cell.isChanged();
        }
    }

    MetricRule rule() {
        return rule;
    }

    DocumentRef document() {
        return document;
    }

    long watermarkMillis() {
        return watermarkMillis;
    }

    long seenMillis() {
        return seenMillis;
    }

    long retiredBy() {
        return retiredBy;
    }

    Map<String, Group> groups() {
        return groups.all();
    }

    Map<Long, Window> windows() {
        return windows;
    }

    /** How many windows hold what is in no row yet. */
    long openWindows() {
        return windows.values().stream().filter(window -> window.isChanged).count();
    }

    /** How many numbers its windows hold. */
    long numbers() {
        return numbers;
    }

    /** How many windows got further rows, so far. */
    long amended() {
        return amended;
    }

    /** How often a group found no place, so far. */
    long overflowed() {
        return groups.overflowed();
    }

    /** Adds what a reader has sent. */
    void merge(PartialSum partial, long nowMillis) {
        long number = partial.document().number();
        if (partial.isRetired()) {
            retiredBy = Math.max(retiredBy, number);
        } else {
            retiredBy = number > retiredBy ? 0 : retiredBy;
            document = number >= document.number() ? partial.document() : document;
        }
        seenMillis = nowMillis;
        bookIsStored = false;
        for (Entry entry : partial.entries()) {
            add(entry, nowMillis);
        }
        // Behind the entries: what made the watermark came with what it is no watermark for.
        watermarkMillis = Math.max(watermarkMillis, partial.watermarkMillis());
    }

    private void add(Entry entry, long nowMillis) {
        long begin = entry.windowMillis();
        Window window = windows.get(begin);
        if (window == null) {
            window = new Window();
            windows.put(begin, window);
        }
        window.isStored = false;
        window.isChanged = true;
        forgotten.remove(begin);
        if (isPast(begin) && window.dueMillis == Window.NOT_DUE) {
            window.dueMillis = nowMillis + Math.max(LEAST_DELAY_MILLIS, rule.latenessMillis());
        }
        String group = groups.place(entry.group(), nowMillis);
        Cell cell = window.cells.get(group);
        if (cell == null) {
            cell = new Cell(rule.shape().empty(), new double[0], false);
            window.cells.put(group, cell);
            numbers += cell.sum().weight();
        }
        long before = cell.sum().weight();
        cell.merge(entry.sum());
        numbers += cell.sum().weight() - before;
    }

    private boolean isPast(long begin) {
        return watermarkMillis >= begin + rule.windowMillis() + rule.latenessMillis();
    }

    /**
     * Makes rows of the windows that are due.
     *
     * @param all whether of all of them
     */
    void close(long nowMillis, boolean all, Rows to) throws IOException {
        boolean everything = all || retiredBy > 0;
        // A rule whose records have stopped must not keep the last of them.
        long since = nowMillis - seenMillis;
        boolean isGone = retiredBy > 0 && since > RETIRED_MILLIS;
        boolean isIdle = since >= rule.windowMillis() + Math.max(LEAST_DELAY_MILLIS, rule.latenessMillis());
        for (Long begin : List.copyOf(windows.keySet())) {
            Window window = windows.get(begin);
            if (window == null) {
                continue;
            }
            boolean isOver =
                    isPast(begin) || (isIdle && begin + rule.windowMillis() + rule.latenessMillis() <= nowMillis);
            boolean isDue = isOver && (window.dueMillis == Window.NOT_DUE || window.dueMillis <= nowMillis || isIdle);
            if (window.isChanged && (everything || isDue || numbers > MOST_NUMBERS)) {
                emit(begin, window, to);
            }
            boolean isKept = isKept(begin, nowMillis, isIdle) && numbers <= MOST_NUMBERS && !isGone;
            if (!isKept && !window.isChanged) {
                forget(begin, window);
            }
        }
        if (isGone || nowMillis >= nextLookMillis) {
            nextLookMillis = nowMillis + LOOK_MILLIS;
            bookIsStored &= !groups.forgetIdle(nowMillis, isGone, this::held);
        }
    }

    private void emit(long begin, Window window, Rows to) throws IOException {
        boolean amends = window.dueMillis != Window.NOT_DUE;
        window.dueMillis = Window.NOT_DUE;
        window.isStored = false;
        window.isChanged = false;
        for (Map.Entry<String, Cell> entry : window.cells.entrySet()) {
            Cell cell = entry.getValue();
            if (cell.isChanged()) {
                boolean isFirst = cell.emitted().length == 0;
                amends |= !isFirst;
                double[] values = cell.take(rule.shape().size());
                // Records that change nothing need no row.
                if (isFirst || Arrays.stream(values).anyMatch(value -> value != 0)) {
                    row(entry.getKey(), begin, values, to);
                }
            }
        }
        amended += amends ? 1 : 0;
        if (rule.shape().isAdditive()) {
            // What comes later is a row of its own.
            window.cells.values().forEach(cell -> numbers -= cell.sum().weight());
            window.cells.clear();
        }
    }

    private void row(String name, long begin, double[] values, Rows to) throws IOException {
        Group group = groups.get(name);
        if (rule.temporality() == Temporality.DELTA || group == null) {
            to.row(this, name, begin, values);
            return;
        }
        bookIsStored = false;
        for (int i = 0; i < values.length; i++) {
            group.totals[i] += values[i];
        }
        // A total of an earlier time would leave out what is in later ones.
        group.newestMillis = Math.max(group.newestMillis, begin);
        to.row(this, name, group.newestMillis, group.totals.clone());
    }

    /** Whether records may still change the rows of a window that were made. */
    private boolean isKept(long begin, long nowMillis, boolean isIdle) {
        long end = begin + rule.windowMillis() + rule.latenessMillis() + rule.amendMillis();
        boolean isOver = watermarkMillis >= end || (isIdle && end <= nowMillis);
        return !rule.shape().isAdditive() && !isOver;
    }

    private void forget(long begin, Window window) {
        window.cells.values().forEach(cell -> numbers -= cell.sum().weight());
        windows.remove(begin);
        forgotten.add(begin);
    }

    private Set<String> held() {
        Set<String> held = new HashSet<>();
        for (Window window : windows.values()) {
            held.addAll(window.cells.keySet());
        }
        return held;
    }

    /** Whether nothing would be missed if it were forgotten. */
    boolean isEmpty() {
        return windows.isEmpty() && groups.all().isEmpty();
    }

    /** Whether state holds all but the windows as they are. */
    boolean bookIsStored() {
        return bookIsStored;
    }

    /** The windows that state may hold and that are not there any more; to be called once state is written. */
    Set<Long> stored() {
        bookIsStored = true;
        Set<Long> gone = Set.copyOf(forgotten);
        forgotten.clear();
        windows.values().forEach(window -> window.isStored = true);
        return gone;
    }
}
