package io.adxflow.job.windows;

import io.adxflow.job.rules.metrics.Groups;
import io.adxflow.job.rules.metrics.MetricFromSpec.Temporality;
import io.adxflow.job.rules.metrics.MetricRule;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The groups of one metric that have a series, and which of them find a place. Bounded by the rule. One thread. */
final class GroupBook {
    private static final long IDLE_MILLIS = 3_600_000;

    private final MetricRule rule;
    private final Map<String, Group> groups;
    private final String overflow;
    private long overflowed;

    /** @param groups as state has them; this book's from now on */
    GroupBook(MetricRule rule, Map<String, Group> groups) {
        this.rule = rule;
        this.groups = groups;
        this.overflow = Groups.overflow(rule);
    }

    Map<String, Group> all() {
        return groups;
    }

    @Nullable
    Group get(String name) {
        return groups.get(name);
    }

    /** How often a group found no place, so far. */
    long overflowed() {
        return overflowed;
    }

    /** A group that has a record now: the group itself, or that of all that find no place. */
    String place(String name, long nowMillis) {
        String placed = name;
        if (!groups.containsKey(name)) {
            // The overflow has a place besides.
            int taken = groups.size() - (groups.containsKey(overflow) ? 1 : 0);
            if (taken >= rule.maxGroups()) {
                overflowed++;
                placed = overflow;
            }
        }
        groups.computeIfAbsent(placed, key -> empty()).see(nowMillis);
        return placed;
    }

    private Group empty() {
        boolean running = rule.temporality() == Temporality.CUMULATIVE;
        return new Group(0, running ? new double[rule.shape().size()] : new double[0], Long.MIN_VALUE);
    }

    /**
     * Forgets groups without records for an hour.
     *
     * @param all whether others too
     * @param held those that windows hold, which are not forgotten
     * @return whether any was
     */
    boolean forgetIdle(long nowMillis, boolean all, Supplier<Set<String>> held) {
        boolean anyIdle = all || groups.values().stream().anyMatch(group -> nowMillis - group.seenMillis > IDLE_MILLIS);
        if (!anyIdle) {
            return false;
        }
        Set<String> kept = held.get();
        return groups.entrySet()
                .removeIf(group -> !kept.contains(group.getKey())
                        && (all || nowMillis - group.getValue().seenMillis > IDLE_MILLIS));
    }
}
