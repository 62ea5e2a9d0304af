package io.adxflow.job.rules.metrics;

import io.adxflow.job.rules.metrics.PartialSum.Entry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What one reader has added up since it last sent its sums. What the body at hand gives is kept aside until it is known that its rows are taken. Bounded by whoever asks {@link #isLarge}, and by what
 * one body may hold. Not thread-safe.
 */
public final class PartialSums {
    /** How many numbers may be held before they leave early. */
    private static final int MOST_NUMBERS = 65_536;
    /** Entries of one element on the network. */
    private static final int ENTRIES_PER_ELEMENT = 1_000;

    private final Map<String, OfRule> rules = new LinkedHashMap<>();
    private int held;
    private long failures;

    private record Place(String group, long windowMillis) {}

    /** The sums of one rule. */
    final class OfRule {
        private final MetricRule rule;
        private final Map<Place, Accumulator> staged = new HashMap<>();
        private final Map<Place, Accumulator> kept = new LinkedHashMap<>();
        private long stagedWatermark = Long.MIN_VALUE;
        private long watermark = Long.MIN_VALUE;

        OfRule(MetricRule rule) {
            this.rule = rule;
        }

        /** Where a value of the body at hand is to be added. */
        Accumulator staged(String group, long windowMillis, long arrivalMillis) {
            // A clock that is ahead must not end the windows of the others.
            stagedWatermark = Math.max(stagedWatermark, Math.min(windowMillis, arrivalMillis));
            return staged.computeIfAbsent(
                    new Place(group, windowMillis), place -> rule.shape().empty());
        }

        private void commit() {
            staged.forEach((place, sum) -> {
                Accumulator known = kept.putIfAbsent(place, sum);
                int before = known == null ? 0 : known.weight();
                if (known != null) {
                    known.merge(sum);
                }
                held += (known == null ? sum : known).weight() - before;
            });
            staged.clear();
            watermark = Math.max(watermark, stagedWatermark);
        }

        private void discard() {
            staged.clear();
            stagedWatermark = Long.MIN_VALUE;
        }

        private void drain(DocumentRef document, Consumer<PartialSum> into) {
            List<Entry> entries = new ArrayList<>();
            kept.forEach((place, sum) -> {
                entries.add(new Entry(place.group(), place.windowMillis(), sum));
                if (entries.size() == ENTRIES_PER_ELEMENT) {
                    into.accept(new PartialSum(rule, document, watermark, false, List.copyOf(entries)));
                    entries.clear();
                }
            });
            if (!entries.isEmpty()) {
                into.accept(new PartialSum(rule, document, watermark, false, List.copyOf(entries)));
            }
            kept.clear();
        }
    }

    OfRule of(MetricRule rule) {
        return rules.computeIfAbsent(rule.id(), id -> new OfRule(rule));
    }

    /** Counts a record that a query could not be asked about. */
    void fail() {
        failures++;
    }

    /** How many records a query could not be asked about, since this was last called. */
    public long takeFailures() {
        long taken = failures;
        failures = 0;
        return taken;
    }

    /** Whether the body at hand gives anything. */
    public boolean isStaged() {
        return rules.values().stream().anyMatch(rule -> !rule.staged.isEmpty());
    }

    /** What the body at hand gives. */
    public List<PartialSum> staged() {
        List<PartialSum> all = new ArrayList<>();
        rules.values().stream().filter(rule -> !rule.staged.isEmpty()).forEach(rule -> {
            List<Entry> entries = new ArrayList<>();
            rule.staged.forEach((place, sum) -> entries.add(new Entry(place.group(), place.windowMillis(), sum)));
            all.add(new PartialSum(
                    rule.rule, new DocumentRef("", 0, 0), rule.stagedWatermark, false, List.copyOf(entries)));
        });
        return all;
    }

    /** Takes what the body at hand gives. */
    public void commit() {
        rules.values().forEach(OfRule::commit);
    }

    /** Forgets what the body at hand gives, if it was not taken. */
    public void discard() {
        rules.values().forEach(OfRule::discard);
    }

    /** Whether the sums should leave before their time. */
    public boolean isLarge() {
        return held >= MOST_NUMBERS;
    }

    /** Hands out all sums, which are then empty. */
    public void drain(DocumentRef document, Consumer<PartialSum> into) {
        rules.values().forEach(rule -> rule.drain(document, into));
        held = 0;
    }
}
