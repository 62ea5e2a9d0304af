package io.adxflow.job.rules.relabel;

import io.adxflow.job.rules.relabel.MetricFilterSpec.LabelValue;
import java.util.ArrayList;
import java.util.List;

/**
 * adx-mon's keep and drop rules for metrics and labels, ready to act (adx-mon, transform/transformer.go): what a drop rule matches is
 * dropped; only when metrics are dropped by default, keep rules are asked. Not thread-safe.
 */
public final class MetricFilter {
    private final boolean defaultDrop;
    private final List<Expression> keep;
    private final List<Expression> drop;
    private final List<Pair> keepWithLabelValue = new ArrayList<>();
    private final List<Pair> dropLabels = new ArrayList<>();
    private boolean found;

    private record Pair(Expression first, Expression second) {}

    /** What becomes of a metric. */
    public enum Verdict {
        KEPT,
        /** By a drop rule. */
        DROPPED,
        /** Since no keep rule matches. */
        NOT_KEPT
    }

    public MetricFilter(MetricFilterSpec spec) {
        defaultDrop = spec.defaultDrop();
        keep = spec.keep().stream().map(Expression::ofPart).toList();
        drop = spec.drop().stream().map(Expression::ofPart).toList();
        for (LabelValue each : spec.keepWithLabelValue()) {
            keepWithLabelValue.add(
                    new Pair(Expression.ofPart(each.labelRegex()), Expression.ofPart(each.valueRegex())));
        }
        spec.dropLabels()
                .forEach((metric, label) ->
                        dropLabels.add(new Pair(Expression.ofPart(metric), Expression.ofPart(label))));
    }

    /** Says whether a series is kept. */
    public Verdict judge(LabelEditor labels) {
        String name = labels.get(LabelEditor.NAME);
        if (matchesAny(drop, name)) {
            return Verdict.DROPPED;
        }
        if (!defaultDrop || matchesAny(keep, name) || hasLabelToKeep(labels)) {
            return Verdict.KEPT;
        }
        return Verdict.NOT_KEPT;
    }

    private boolean hasLabelToKeep(LabelEditor labels) {
        found = false;
        for (Pair pair : keepWithLabelValue) {
            labels.forEach((name, value) -> found |= pair.first.matches(name) && pair.second.matches(value));
        }
        return found;
    }

    private static boolean matchesAny(List<Expression> expressions, String text) {
        for (Expression expression : expressions) {
            if (expression.matches(text)) {
                return true;
            }
        }
        return false;
    }

    /** Takes away the labels that are to be dropped; the metric's name is never one of them. */
    public void dropLabels(LabelEditor labels) {
        String metric = labels.get(LabelEditor.NAME);
        for (Pair pair : dropLabels) {
            if (pair.first.matches(metric)) {
                labels.forEach((name, value) -> {
                    if (!name.equals(LabelEditor.NAME) && pair.second.matches(name)) {
                        labels.remove(name);
                    }
                });
            }
        }
    }
}
