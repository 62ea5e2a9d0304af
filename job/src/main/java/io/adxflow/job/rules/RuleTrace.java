package io.adxflow.job.rules;

import io.adxflow.job.rules.relabel.LabelEditor;

/** Told what rules do to one series, for whoever wants to see it. */
@FunctionalInterface
public interface RuleTrace {
    /** Nobody wants to. */
    RuleTrace NONE = (rule, labels) -> {};

    /** A rule has acted; the labels are as it left them. */
    void applied(String rule, LabelEditor labels);
}
