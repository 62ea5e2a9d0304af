package io.adxflow.job.rules.scrub;

import io.adxflow.job.rules.scrub.ScrubPlace.Kind;
import io.adxflow.job.rules.scrub.detect.Findings;
import io.adxflow.job.tables.ByteBuilder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Scrubs texts of one namespace, one by one, and counts what it finds. One per reader and version of the rules; not thread-safe. */
public final class Scrubber {
    private static final int KEPT_CHARACTERS = 4;
    private static final int LEAST_TO_KEEP = 8;
    /** Places by name: senders make names, and a plan is cheap to make again. */
    private static final int MOST_PLANS = 4096;

    /** What becomes of a text. */
    public enum Outcome {
        /** There was nothing. */
        KEPT,
        /** It has changed, as {@link Scrubber#output} says. */
        CHANGED,
        DROP_FIELD,
        DROP_RECORD
    }

    /** Is told of what is found, for who wants to see it. */
    public interface Watch {
        Watch NONE = (rule, place, action) -> {};

        void found(String rule, String place, String action);
    }

    private record Place(Kind kind, String name, String column) {}

    private final String namespace;
    private final List<ScrubRule> rules;
    private final HashKeys keys;
    private final ScrubTally tally;
    private final Map<Place, ScrubPlan> plans = new HashMap<>();
    private final ScrubPlan anywhere;
    private final Findings found = new Findings();
    private final ByteBuilder output = new ByteBuilder(256);
    private Watch watch = Watch.NONE;

    public Scrubber(String namespace, List<ScrubSpec> specs, HashKeys keys, ScrubTally tally) {
        this.namespace = namespace;
        this.rules = specs.stream().map(ScrubRule::new).toList();
        this.keys = keys;
        this.tally = tally;
        this.anywhere = new ScrubPlan(rules);
    }

    public void setWatch(Watch next) {
        watch = next;
    }

    /**
     * What is looked for in a place.
     *
     * @param column that holds the text; empty outside of tables of records
     */
    ScrubPlan plan(Kind kind, String name, String column) {
        Place place = new Place(kind, name, column);
        ScrubPlan known = plans.get(place);
        if (known == null) {
            if (plans.size() >= MOST_PLANS) {
                plans.clear();
            }
            List<ScrubRule> here = rules.stream()
                    .filter(rule -> rule.looksAt(kind, name, column))
                    .toList();
            known = here.isEmpty() ? ScrubPlan.NOTHING : new ScrubPlan(here);
            plans.put(place, known);
        }
        return known;
    }

    /** Whether texts of a kind are looked for by the names that they stand under. */
    boolean isByName(Kind kind) {
        return rules.stream().anyMatch(rule -> rule.isByName(kind));
    }

    /** Looks at a text and, unless it is kept or dropped, writes what stands for it to {@link #output}. */
    public Outcome text(Kind kind, String name, byte[] text, int start, int end) {
        return text(plan(kind, name, ""), name, text, start, end);
    }

    /** As {@link #text(Kind, String, byte[], int, int)}, of a text of which nobody knows where it was: every rule looks at it. */
    public Outcome anywhere(String name, byte[] text) {
        return text(anywhere, name, text, 0, text.length);
    }

    /**
     * Looks at a text by all rules, whatever place they look at, and changes it where anything is found: what a rule would drop with its
     * field or record is masked.
     *
     * @return whether it has changed, as {@link #output} says
     */
    boolean mask(byte[] text, int start, int end) {
        anywhere.find(text, start, end, found);
        if (found.count() == 0) {
            return false;
        }
        rewrite(anywhere, text, start, end);
        return true;
    }

    Outcome text(ScrubPlan plan, String where, byte[] text, int start, int end) {
        if (plan.isEmpty()) {
            return Outcome.KEPT;
        }
        plan.find(text, start, end, found);
        if (found.count() == 0) {
            return Outcome.KEPT;
        }
        Outcome outcome = Outcome.CHANGED;
        for (int i = 0; i < found.count(); i++) {
            ScrubSpec rule = plan.rule(found.kind(i)).spec();
            tally.add(new ScrubTally.Key(namespace, rule.name(), plan.detector(found.kind(i))));
            watch.found(rule.name(), where, rule.action().text());
            if (rule.action() == ScrubAction.DROP_RECORD) {
                outcome = Outcome.DROP_RECORD;
            } else if (rule.action() == ScrubAction.DROP_FIELD && outcome == Outcome.CHANGED) {
                outcome = Outcome.DROP_FIELD;
            }
        }
        if (outcome == Outcome.CHANGED) {
            rewrite(plan, text, start, end);
        }
        return outcome;
    }

    private void rewrite(ScrubPlan plan, byte[] text, int start, int end) {
        output.clear();
        int at = start;
        for (int i = 0; i < found.count(); i++) {
            output.put(text, at, found.start(i));
            at = found.end(i);
            write(plan.rule(found.kind(i)).spec(), text, found.start(i), at);
        }
        output.put(text, at, end);
    }

    private void write(ScrubSpec rule, byte[] text, int start, int end) {
        switch (rule.action()) {
            case REPLACE -> output.put(rule.replacement().getBytes(StandardCharsets.UTF_8));
            case HASH -> {
                String hash = keys.hash(rule.key(), text, start, end);
                output.putAscii(hash == null ? ScrubSpec.MASK : hash);
            }
            case KEEP_LAST_4 -> {
                output.putAscii(ScrubSpec.MASK);
                output.put(text, lastStart(text, start, end), end);
            }
            default -> output.putAscii(ScrubSpec.MASK);
        }
    }

    private static int lastStart(byte[] text, int start, int end) {
        int at = end;
        int characters = 0;
        while (at > start && characters < KEPT_CHARACTERS) {
            at--;
            characters += (text[at] & 0xC0) != 0x80 ? 1 : 0;
        }
        return end - start < LEAST_TO_KEEP ? end : at;
    }

    /** What stands for the text last changed; valid until the next one. */
    public ByteBuilder output() {
        return output;
    }
}
