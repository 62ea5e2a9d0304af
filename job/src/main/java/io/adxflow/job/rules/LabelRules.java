package io.adxflow.job.rules;

import io.adxflow.job.rules.scrub.ScrubPlace.Kind;
import io.adxflow.job.rules.scrub.Scrubber;
import io.adxflow.job.rules.scrub.Scrubber.Outcome;
import io.adxflow.job.rules.transform.LabelProgram;
import io.adxflow.job.tables.ByteBuilder;
import io.adxflow.job.tables.LabelSet;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a namespace's program and scrubbing make of the labels of a series, when these are as its rows would have them and before anything is lifted or a table is named:
 * asked once per series that is new, and for exemplars. Not thread-safe.
 */
public final class LabelRules {
    /** Names of what may drop a series, by the numbers that {@link #apply} returns. */
    public static final List<String> NAMES = List.of("transform", "scrub");

    /** Nothing drops the series. */
    public static final int KEPT = -1;

    private static final int BY_TRANSFORM = 0;
    private static final int BY_SCRUB = 1;
    private static final String NAME = "__name__";

    private final @Nullable LabelProgram program;
    private final @Nullable Scrubber scrubber;
    private final LabelSet transformed = new LabelSet();
    private final LabelSet scrubbed = new LabelSet();
    private final ByteBuilder label = new ByteBuilder(256);
    private long failures;
    private LabelSet result = transformed;

    /** @param program null when there is none */
    LabelRules(@Nullable LabelProgram program, @Nullable Scrubber scrubber) {
        this.program = program;
        this.scrubber = scrubber;
    }

    /** Whether texts are taken out, so that labels as they were sent must not be shown. */
    public boolean scrubs() {
        return scrubber != null;
    }

    /**
     * Changes the labels of a series.
     *
     * @param labels sorted
     * @return what drops the series, or {@link #KEPT}; what remains is {@link #labels}
     */
    public int apply(LabelSet labels) {
        result = labels;
        if (program != null) {
            try {
                if (!program.run(labels, transformed)) {
                    return BY_TRANSFORM;
                }
                result = transformed;
            } catch (RuntimeException | StackOverflowError e) {
                // It goes on as it came; what went wrong is the program's, and the labels are not to be shown.
                failures++;
            }
        }
        return scrubber == null || scrub(scrubber, Kind.LABEL, result) ? KEPT : BY_SCRUB;
    }

    /**
     * Scrubs the labels of an exemplar.
     *
     * @return false when the exemplar is dropped; what remains is {@link #labels}
     */
    public boolean scrubExemplar(LabelSet labels) {
        result = labels;
        return scrubber == null || scrub(scrubber, Kind.EXEMPLAR, labels);
    }

    private boolean scrub(Scrubber looking, Kind kind, LabelSet from) {
        scrubbed.clear();
        boolean changed = false;
        for (int i = 0; i < from.count(); i++) {
            String name = new String(
                    from.bytes(), from.nameStart(i), from.nameEnd(i) - from.nameStart(i), StandardCharsets.UTF_8);
            // The metric's name is its table's.
            Outcome outcome = name.equals(NAME)
                    ? Outcome.KEPT
                    : looking.text(kind, name, from.bytes(), from.valueStart(i), from.valueEnd(i));
            if (outcome == Outcome.DROP_RECORD) {
                return false;
            }
            changed |= outcome != Outcome.KEPT;
            if (outcome == Outcome.KEPT) {
                scrubbed.add(from.bytes(), from.nameStart(i), from.nameEnd(i), from.valueStart(i), from.valueEnd(i));
            } else if (outcome == Outcome.CHANGED) {
                int nameBytes = from.nameEnd(i) - from.nameStart(i);
                label.clear();
                label.put(from.bytes(), from.nameStart(i), from.nameEnd(i));
                label.put(looking.output().array(), 0, looking.output().length());
                scrubbed.add(label.array(), 0, nameBytes, nameBytes, label.length());
            }
        }
        if (changed) {
            scrubbed.sort();
            result = scrubbed;
        }
        return true;
    }

    /** The labels as they are now; valid until the next call. */
    public LabelSet labels() {
        return result;
    }

    /** Series whose program failed, since this was asked last. */
    public long takeFailures() {
        long taken = failures;
        failures = 0;
        return taken;
    }
}
