package io.adxflow.job.rules.relabel;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.job.rules.relabel.MetricFilter.Verdict;
import io.adxflow.job.rules.relabel.MetricFilterSpec.LabelValue;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The facts of adx-mon's transformer (transform/transformer.go and its tests at 905bfa4d). */
class MetricFilterTest {
    private static final Map<String, String> NONE = Map.of();

    @Test
    void keepsAllWithoutRules() {
        assertThat(judge(MetricFilterSpec.NONE, "cpu", NONE)).isEqualTo(Verdict.KEPT);
    }

    @Test
    void dropRulesMatchAnyPartOfTheName() {
        MetricFilterSpec spec = spec(false, List.of(), List.of("cpu|mem$", "^net_"), List.of());
        assertThat(judge(spec, "my_cpu_load", NONE)).isEqualTo(Verdict.DROPPED);
        assertThat(judge(spec, "free_mem", NONE)).isEqualTo(Verdict.DROPPED);
        assertThat(judge(spec, "mem_free", NONE)).isEqualTo(Verdict.KEPT);
        assertThat(judge(spec, "net_in", NONE)).isEqualTo(Verdict.DROPPED);
        assertThat(judge(spec, "the_net_in", NONE)).isEqualTo(Verdict.KEPT);
    }

    @Test
    void keepRulesSayNothingUnlessMetricsAreDroppedByDefault() {
        MetricFilterSpec spec =
                spec(false, List.of("cpu"), List.of("cpu"), List.of(new LabelValue("region", "eastus")));
        assertThat(judge(spec, "cpu", Map.of("region", "eastus"))).isEqualTo(Verdict.DROPPED);
        assertThat(judge(spec, "net", NONE)).isEqualTo(Verdict.KEPT);
    }

    @Test
    void byDefaultDroppedMetricsAreKeptByNameAndADropRuleWins() {
        MetricFilterSpec spec = spec(true, List.of("^cpu", "^mem"), List.of("^mem_load"), List.of());
        assertThat(judge(spec, "cpu", NONE)).isEqualTo(Verdict.KEPT);
        assertThat(judge(spec, "mem", NONE)).isEqualTo(Verdict.KEPT);
        assertThat(judge(spec, "net", NONE)).isEqualTo(Verdict.NOT_KEPT);
        assertThat(judge(spec, "mem_load", NONE)).isEqualTo(Verdict.DROPPED);
        assertThat(judge(spec(true, List.of(), List.of(), List.of()), "cpu", NONE))
                .isEqualTo(Verdict.NOT_KEPT);
    }

    @Test
    void aLabelsValueKeepsAMetricUnlessADropRuleMatches() {
        MetricFilterSpec spec = spec(
                true,
                List.of(),
                List.of("mem"),
                List.of(new LabelValue("__name__", "cpu"), new LabelValue("reg.+", "eastus")));
        assertThat(judge(spec, "cpu", NONE)).isEqualTo(Verdict.KEPT);
        assertThat(judge(spec, "disk", Map.of("region", "eastus2"))).isEqualTo(Verdict.KEPT);
        assertThat(judge(spec, "disk", Map.of("region", "westus"))).isEqualTo(Verdict.NOT_KEPT);
        assertThat(judge(spec, "mem", Map.of("region", "eastus"))).isEqualTo(Verdict.DROPPED);
    }

    @Test
    void labelsAreDroppedOfMetricsThatMatchTooAndNeverTheName() {
        MetricFilter filter = new MetricFilter(
                new MetricFilterSpec(false, List.of(), List.of(), List.of(), Map.of("cpu", "region|name")));
        LabelEditor cpu = labels("cpu", Map.of("region", "eastus", "zone", "3", "host_name", "h"));
        filter.dropLabels(cpu);
        assertThat(of(cpu)).isEqualTo(Map.of("__name__", "cpu", "zone", "3"));
        LabelEditor mem = labels("mem", Map.of("region", "westus"));
        filter.dropLabels(mem);
        assertThat(of(mem)).isEqualTo(Map.of("__name__", "mem", "region", "westus"));
    }

    private static MetricFilterSpec spec(
            boolean defaultDrop, List<String> keep, List<String> drop, List<LabelValue> labels) {
        return new MetricFilterSpec(defaultDrop, keep, drop, labels, Map.of());
    }

    private static Verdict judge(MetricFilterSpec spec, String name, Map<String, String> labels) {
        return new MetricFilter(spec).judge(labels(name, labels));
    }

    private static LabelEditor labels(String name, Map<String, String> labels) {
        LabelEditor editor = new LabelEditor(1 << 20);
        editor.add("__name__", name);
        labels.forEach(editor::add);
        return editor;
    }

    private static Map<String, String> of(LabelEditor labels) {
        Map<String, String> map = new TreeMap<>();
        labels.forEach(map::put);
        return map;
    }
}
