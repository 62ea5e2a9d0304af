package io.adxflow.job.rules.relabel;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.job.config.ConfigException;
import io.adxflow.job.config.PipelineConfigLoader;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cases that Prometheus documents and tests (model/relabel/relabel_test.go, v0.305.0): the same labels come out. */
class RelabelRulesTest {
    private static final String DROPPED = "dropped";

    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            value = {
                // Replacements.
                "a=foo b=bar | {source_labels: [a], regex: f(.*), target_label: d, replacement: 'ch${1}-ch${1}'} -> a=foo b=bar d=choo-choo",
                "a=foo b=bar c=baz | {source_labels: [a, b], regex: 'f(.*);(.*)r', target_label: a, replacement: 'b${1}${2}m'}, {source_labels: [c, a], regex: '(b).*b(.*)ba(.*)', target_label: d, replacement: '$1$2$2$3'} -> a=boobam b=bar c=baz d=boooom",
                "a=abc | {source_labels: [a], regex: .*(b).*, target_label: d} -> a=abc d=b",
                "a=boo | {source_labels: [a], regex: f, target_label: b, replacement: bar} -> a=boo",
                "a=foo f=baz | {source_labels: [a], regex: (f).*, target_label: $1, replacement: $2} -> a=foo",
                "a=some-name-value | {source_labels: [a], regex: 'some-([^-]+)-([^,]+)', replacement: '${2}', target_label: '${1}'} -> a=some-name-value name=value",
                "a=some-name-value | {source_labels: [a], regex: 'some-([^-]+)-([^,]+)', replacement: '${3}', target_label: '${1}'} -> a=some-name-value",
                "a=some-name-0 | {source_labels: [a], regex: 'some-([^-]+)-([^,]+)', replacement: '${1}', target_label: '${3}'}, {source_labels: [a], regex: 'some-([^-]+)(-[^,]+)', replacement: '${1}', target_label: '${3}'} -> a=some-name-0",
                "t=path:/secret,job:some-job,label:foo=bar | {source_labels: [t], regex: '(?:.+,|^)path:(/[^,]+).*', target_label: p}, {source_labels: [t], regex: '(?:.+,|^)job:([^,]+).*', target_label: job}, {source_labels: [t], regex: '(?:.+,|^)label:([^=]+)=([^,]+).*', target_label: '${1}', replacement: '${2}'} -> t=path:/secret,job:some-job,label:foo=bar p=/secret job=some-job foo=bar",
                "a=line1\\nline2 | {source_labels: [a], regex: line1.*line2, target_label: d, replacement: 'match${1}'} -> a=line1\\nline2 d=match",
                "utf-8.label=x | {source_labels: [utf-8.label], regex: x, target_label: d, replacement: 'match${1}'} -> utf-8.label=x d=match",
                "a=x | {source_labels: [a], regex: x, target_label: 'utf-8.label${1}', replacement: m} -> a=x utf-8.label=m",
                "a=line1line2 | {source_labels: [a], regex: '(line1).*(?<second>line2)', target_label: 'l1_${1}', replacement: 'v_${second}'}, {source_labels: [a], regex: '(line1).*(?P<second>line2)', target_label: 'l2_$1', replacement: 'v_$second'} -> a=line1line2 l1_line1=v_line2 l2_line1=v_line2",
                "__name__=http_requests_total | {source_labels: [__name__], regex: .*_total$, target_label: __type__, replacement: counter} -> __name__=http_requests_total __type__=counter",
                "a=x | {target_label: b, replacement: static} -> a=x b=static",
                "a=x b=y | {target_label: b, replacement: ''} -> a=x",
                // What is kept and dropped.
                "a=foo | {source_labels: [a], regex: .*o.*, action: drop}, {source_labels: [a], target_label: d} -> dropped",
                "a=foo | {source_labels: [a], regex: no-match, action: drop} -> a=foo",
                "a=foo | {source_labels: [a], regex: f|o, action: drop} -> a=foo",
                "a=foo | {source_labels: [a], regex: no-match, action: keep} -> dropped",
                "a=foo | {source_labels: [a], regex: f.*, action: keep} -> a=foo",
                "p=1 q=1 r=2 | {source_labels: [p], target_label: q, action: keepequal} -> p=1 q=1 r=2",
                "p=1 q=1 r=2 | {source_labels: [p], target_label: q, action: dropequal} -> dropped",
                "p=1 q=1 r=2 | {source_labels: [p], target_label: r, action: dropequal} -> p=1 q=1 r=2",
                "p=1 q=1 r=2 | {source_labels: [p], target_label: r, action: keepequal} -> dropped",
                // Hashes.
                "c=baz | {source_labels: [c], target_label: d, action: hashmod, modulus: 1000} -> c=baz d=976",
                "a=foo\\nbar | {source_labels: [a], target_label: b, action: hashmod, modulus: 1000} -> a=foo\\nbar b=734",
                // Names of labels.
                "a=foo b1=bar b2=baz | {regex: (b.*), replacement: 'bar_${1}', action: labelmap} -> a=foo b1=bar b2=baz bar_b1=bar bar_b2=baz",
                "a=foo __meta_my_bar=aaa __meta_other=ccc | {regex: '__meta_(my.*)', replacement: '${1}', action: labelmap} -> a=foo __meta_my_bar=aaa __meta_other=ccc my_bar=aaa",
                "m=foo n=9091 | {regex: ^m$, action: labeldrop}, {source_labels: [n], regex: (.+), replacement: metrics, target_label: m}, {source_labels: [m], regex: ^metrics$, action: keep} -> n=9091 m=metrics",
                "a=foo b1=bar b2=baz | {regex: (b.*), action: labelkeep} -> b1=bar b2=baz",
                "a=foo b1=bar b2=baz | {regex: (b.*), action: labeldrop} -> a=foo",
                "foo=bAr123Foo | {source_labels: [foo], action: uppercase, target_label: u}, {source_labels: [foo], action: lowercase, target_label: l} -> foo=bAr123Foo l=bar123foo u=BAR123FOO",
                // What is left of nothing is nothing.
                "a=x | {regex: a, action: labeldrop} -> dropped",
            })
    void equalsPrometheus(String labelsAndRules, String expected) throws ConfigException {
        int bar = labelsAndRules.indexOf(" | ");
        Map<String, String> labels = labels(labelsAndRules.substring(0, bar));
        Map<String, String> after = apply(rules(labelsAndRules.substring(bar + 3)), labels);
        if (expected.equals(DROPPED)) {
            assertThat(after).isNull();
        } else {
            assertThat(after).isEqualTo(labels(expected));
        }
    }

    @Test
    void temporaryLabelsAreForRulesAlone() throws ConfigException {
        List<RelabelSpec> rules = rules(
                """
                {source_labels: [a], target_label: __tmp_a, replacement: 'x$1'},
                {source_labels: [__tmp_a], target_label: b}
                """);
        assertThat(apply(rules, labels("a=1 __tmp=2"))).isEqualTo(labels("a=1 b=x1"));
        assertThat(apply(List.of(), labels("a=1 __tmp=2"))).isEqualTo(labels("a=1 __tmp=2"));
    }

    @Test
    void whatGrowsWithoutEndIsToldAndNotBuilt() throws ConfigException {
        List<RelabelSpec> rules = new java.util.ArrayList<>();
        for (int i = 0; i < 60; i++) {
            rules.addAll(rules("{source_labels: [a], target_label: a, replacement: '$1$1'}"));
        }
        LabelEditor editor = new LabelEditor(1 << 20);
        editor.add("a", "x");
        assertThat(new RelabelRules(rules).apply(editor, RelabelRules.Trace.NONE))
                .isEqualTo(RelabelRules.KEPT);
        assertThat(editor.isOversized()).isTrue();
        assertThat(editor.get("a").length()).isLessThan(1 << 20);
    }

    @Test
    void saysWhichRuleDrops() throws ConfigException {
        RelabelRules rules = new RelabelRules(rules("{target_label: x, replacement: y}, {regex: '', action: keep}"));
        LabelEditor editor = new LabelEditor(1 << 20);
        editor.add("a", "b");
        // No source label has the value "", which the expression matches.
        assertThat(rules.apply(editor, RelabelRules.Trace.NONE)).isEqualTo(RelabelRules.KEPT);
        rules = new RelabelRules(rules("{target_label: x, replacement: y}, {regex: z, action: keep}"));
        assertThat(rules.apply(editor, RelabelRules.Trace.NONE)).isEqualTo(1);
    }

    /** Null when they are dropped. */
    static @org.jspecify.annotations.Nullable Map<String, String> apply(
            List<RelabelSpec> rules, Map<String, String> labels) {
        LabelEditor editor = new LabelEditor(1 << 20);
        labels.forEach(editor::add);
        if (new RelabelRules(rules).apply(editor, RelabelRules.Trace.NONE) != RelabelRules.KEPT) {
            return null;
        }
        Map<String, String> after = new TreeMap<>();
        editor.forEach(after::put);
        return after;
    }

    private static Map<String, String> labels(String text) {
        Map<String, String> labels = new TreeMap<>();
        for (String label : text.split(" ")) {
            int equals = label.indexOf('=');
            labels.put(label.substring(0, equals), label.substring(equals + 1).replace("\\n", "\n"));
        }
        return labels;
    }

    private static List<RelabelSpec> rules(String flow) throws ConfigException {
        return Objects.requireNonNull(
                        PipelineConfigLoader.document("namespaces.default.relabel: [" + flow + "]", "test")
                                .namespaces()
                                .get("default"))
                .rules()
                .relabel();
    }
}
