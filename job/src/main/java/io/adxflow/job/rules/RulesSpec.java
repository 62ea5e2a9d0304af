package io.adxflow.job.rules;

import io.adxflow.job.rules.metrics.MetricFromSpec;
import io.adxflow.job.rules.normalise.NormaliseSpec;
import io.adxflow.job.rules.relabel.MetricFilterSpec;
import io.adxflow.job.rules.relabel.RelabelSpec;
import io.adxflow.job.rules.scrub.ScrubSpec;
import io.adxflow.job.rules.transform.TransformSpec;
import java.io.Serializable;
import java.util.List;

/**
 * The rules of one namespace as they are configured.
 *
 * @param relabel in the order in which they act
 * @param filter which metrics and labels are kept
 * @param normalise what is brought into one form
 * @param transform programs over records and labels
 * @param scrub sensitive texts that are taken out, by the first rule that finds them
 * @param metricsFrom metrics that are made of records
 */
public record RulesSpec(
        List<RelabelSpec> relabel,
        MetricFilterSpec filter,
        NormaliseSpec normalise,
        TransformSpec transform,
        List<ScrubSpec> scrub,
        List<MetricFromSpec> metricsFrom)
        implements Serializable {
    /** Changes nothing. */
    public static final RulesSpec NONE = new RulesSpec(List.of(), MetricFilterSpec.NONE, NormaliseSpec.NONE);

    /** State written before there was one of them has none of it. */
    @SuppressWarnings("ConstantValue")
    public RulesSpec {
        relabel = relabel == null ? List.of() : relabel;
        filter = filter == null ? MetricFilterSpec.NONE : filter;
        normalise = normalise == null ? NormaliseSpec.NONE : normalise;
        transform = transform == null ? TransformSpec.NONE : transform;
        scrub = scrub == null ? List.of() : scrub;
        metricsFrom = metricsFrom == null ? List.of() : metricsFrom;
    }

    /** Without metrics of records. */
    public RulesSpec(
            List<RelabelSpec> relabel,
            MetricFilterSpec filter,
            NormaliseSpec normalise,
            TransformSpec transform,
            List<ScrubSpec> scrub) {
        this(relabel, filter, normalise, transform, scrub, List.of());
    }

    /** Without rules for records. */
    public RulesSpec(List<RelabelSpec> relabel, MetricFilterSpec filter, NormaliseSpec normalise) {
        this(relabel, filter, normalise, TransformSpec.NONE, List.of());
    }
}
