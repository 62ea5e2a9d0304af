package io.adxflow.job.windows;

import io.adxflow.job.bundle.MetricChunks;
import io.adxflow.job.bundle.MetricRow;
import io.adxflow.job.rules.metrics.Groups;
import io.adxflow.job.rules.metrics.MetricRule;
import java.io.IOException;

/** Makes the samples of a group's results: a series for each of them, as Prometheus would have them. */
final class MetricSeries implements RuleWindows.Rows {
    private final MetricChunks to;
    private final long nowMillis;

    MetricSeries(MetricChunks to, long nowMillis) {
        this.to = to;
        this.nowMillis = nowMillis;
    }

    @Override
    public void row(RuleWindows of, String group, long timestampMillis, double[] values) throws IOException {
        MetricRule rule = of.rule();
        for (int i = 0; i < values.length; i++) {
            to.add(
                    new MetricRow(
                            of.document(),
                            rule.namespace(),
                            Groups.database(group),
                            Groups.labels(rule, group, i),
                            timestampMillis,
                            values[i]),
                    nowMillis);
        }
    }
}
