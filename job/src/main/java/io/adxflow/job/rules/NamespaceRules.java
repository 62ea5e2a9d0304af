package io.adxflow.job.rules;

import io.adxflow.job.rules.normalise.NameCollisions;
import io.adxflow.job.rules.normalise.Normalisation;
import io.adxflow.job.rules.normalise.RecordNormaliser;
import io.adxflow.job.rules.normalise.TimeNormaliser;
import io.adxflow.job.rules.scrub.HashKeys;
import io.adxflow.job.rules.scrub.RowScrubber;
import io.adxflow.job.rules.scrub.ScrubTally;
import io.adxflow.job.rules.scrub.Scrubber;
import io.adxflow.job.rules.transform.LabelProgram;
import io.adxflow.job.rules.transform.RuleFunctions;
import org.jspecify.annotations.Nullable;

/** The rules of one namespace, ready to act. One per reader and version of the document; not thread-safe. */
public final class NamespaceRules {
    private final @Nullable SeriesRules series;
    private final @Nullable TimeNormaliser times;
    private final @Nullable NameCollisions collisions;
    private final @Nullable RecordNormaliser records;
    private final @Nullable RowScrubber rowScrubber;
    private final @Nullable LabelRules labels;

    public NamespaceRules(RulesSpec spec) {
        this("", spec, HashKeys.NONE, new ScrubTally());
    }

    /**
     * Of a namespace.
     *
     * @param keys to hash with
     * @param tally counts what scrubbing finds
     */
    public NamespaceRules(String namespace, RulesSpec spec, HashKeys keys, ScrubTally tally) {
        times = spec.normalise().has(Normalisation.TIMESTAMPS) ? new TimeNormaliser(spec.normalise()) : null;
        collisions = spec.normalise().has(Normalisation.IDENTIFIERS) ? new NameCollisions() : null;
        records = RecordNormaliser.isWanted(spec.normalise()) ? new RecordNormaliser(spec.normalise()) : null;
        series = SeriesRules.areIn(spec) ? new SeriesRules(spec) : null;
        rowScrubber = spec.scrub().isEmpty() ? null : new RowScrubber(namespace, spec.scrub(), keys, tally);
        String program = spec.transform().metrics();
        labels = program.isEmpty() && spec.scrub().isEmpty()
                ? null
                : new LabelRules(
                        program.isEmpty() ? null : LabelProgram.bind(program, RuleFunctions.with(keys)),
                        spec.scrub().isEmpty() ? null : new Scrubber(namespace, spec.scrub(), keys, tally));
    }

    /** What is done to the labels of series behind {@link #series}; null when nothing is. */
    public @Nullable LabelRules labels() {
        return labels;
    }

    /** What is done to series; null when nothing is. */
    public @Nullable SeriesRules series() {
        return series;
    }

    /** Brings log records and spans into one form before anything else reads them; null when they are as sent. */
    public @Nullable RecordNormaliser records() {
        return records;
    }

    /** Takes sensitive texts out of rows of records; null when nothing does. */
    public @Nullable RowScrubber rowScrubber() {
        return rowScrubber;
    }

    /** Mends the times of samples; null when they are as sent. */
    public @Nullable TimeNormaliser times() {
        return times;
    }

    /** Told of each metric's table; null when nobody wants to know. */
    public @Nullable NameCollisions collisions() {
        return collisions;
    }
}
