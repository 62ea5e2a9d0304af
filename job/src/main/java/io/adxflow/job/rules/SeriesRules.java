package io.adxflow.job.rules;

import io.adxflow.job.rules.normalise.LabelNormaliser;
import io.adxflow.job.rules.relabel.LabelEditor;
import io.adxflow.job.rules.relabel.MetricFilter;
import io.adxflow.job.rules.relabel.MetricFilterSpec;
import io.adxflow.job.rules.relabel.RelabelRules;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a namespace's rules make of the labels of a series, before its own labels are added, and before anything is lifted or a table is
 * named: normalising, relabelling, then which metrics and labels are kept. Asked once per series that is new. Not thread-safe.
 */
public final class SeriesRules {
    /** No rule drops the series. */
    public static final int KEPT = -1;

    private final @Nullable LabelNormaliser normaliser;
    private final RelabelRules relabel;
    private final MetricFilter filter;
    private final List<String> names = new ArrayList<>();
    private final int relabelRules;

    SeriesRules(RulesSpec spec) {
        normaliser = LabelNormaliser.isWanted(spec.normalise()) ? new LabelNormaliser(spec.normalise()) : null;
        relabel = new RelabelRules(spec.relabel());
        filter = new MetricFilter(spec.filter());
        relabelRules = spec.relabel().size();
        names.addAll(IntStream.rangeClosed(1, relabelRules)
                .mapToObj(number -> "relabel-" + number)
                .toList());
        names.addAll(List.of("drop-metrics", "keep-metrics"));
    }

    /** Whether there is anything that concerns series. */
    public static boolean areIn(RulesSpec spec) {
        return LabelNormaliser.isWanted(spec.normalise())
                || !spec.relabel().isEmpty()
                || !spec.filter().equals(MetricFilterSpec.NONE);
    }

    /** Names of the rules that may drop a series, by their numbers. */
    public List<String> names() {
        return names;
    }

    /**
     * Changes the labels as the rules say.
     *
     * @return the number of the rule that drops the series, or {@link #KEPT}; also when they became {@linkplain LabelEditor#isOversized
     *     too long} on the way
     */
    public int apply(LabelEditor labels, RuleTrace trace) {
        if (normaliser != null) {
            normaliser.apply(labels);
            trace.applied("normalise", labels);
        }
        int dropped = relabel.apply(labels, (rule, now) -> trace.applied(names.get(rule), now));
        if (dropped != RelabelRules.KEPT || labels.isOversized()) {
            return dropped;
        }
        switch (filter.judge(labels)) {
            case DROPPED -> {
                return relabelRules;
            }
            case NOT_KEPT -> {
                return relabelRules + 1;
            }
            case KEPT -> {
                filter.dropLabels(labels);
                trace.applied("drop-labels", labels);
            }
        }
        return KEPT;
    }
}
