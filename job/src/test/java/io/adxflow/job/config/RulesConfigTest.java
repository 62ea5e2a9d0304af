package io.adxflow.job.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.adxflow.job.control.DocumentText;
import io.adxflow.job.rules.RulesSpec;
import io.adxflow.job.rules.metrics.MetricFromSpec;
import io.adxflow.job.rules.normalise.Normalisation;
import io.adxflow.job.rules.normalise.NormaliseSpec;
import io.adxflow.job.rules.relabel.MetricFilterSpec;
import io.adxflow.job.rules.relabel.MetricFilterSpec.LabelValue;
import io.adxflow.job.rules.relabel.RelabelSpec;
import io.adxflow.job.rules.relabel.RelabelSpec.Action;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RulesConfigTest {
    private static final String RULES =
            """
            namespaces:
              default:
                relabel:
                  - source_labels: [__name__, job]
                    separator: "@"
                    regex: go_.*@test
                    action: Drop
                  - {source_labels: [a], target_label: b}
                  - action: hashmod
                    source_labels: [instance]
                    modulus: 18446744073709551615
                    target_label: __tmp_shard
                  - {target_label: gone, replacement: ""}
                keep-metrics: ["^cpu", "mem{1,2}"]
                drop-metrics: ["^debug_"]
                keep-metrics-with-label-value:
                  - {label-regex: owner, value-regex: ^team-}
                default-drop-metrics: true
                drop-labels:
                  ^http.: ^code$
                normalise:
                  severities: true
                  timestamps: true
                  label-case: false
                  max-past: 30d
            """;

    @Test
    void readsPrometheusRulesWithTheirDefaults() throws Exception {
        RulesSpec rules = rules(RULES);
        assertThat(rules.relabel())
                .containsExactly(
                        new RelabelSpec(List.of("__name__", "job"), "@", "go_.*@test", 0, "", "$1", Action.DROP),
                        new RelabelSpec(List.of("a"), ";", "(.*)", 0, "b", "$1", Action.REPLACE),
                        new RelabelSpec(List.of("instance"), ";", "(.*)", -1, "__tmp_shard", "$1", Action.HASHMOD),
                        new RelabelSpec(List.of(), ";", "(.*)", 0, "gone", "", Action.REPLACE));
        assertThat(rules.filter())
                .isEqualTo(new MetricFilterSpec(
                        true,
                        List.of("^cpu", "mem{1,2}"),
                        List.of("^debug_"),
                        List.of(new LabelValue("owner", "^team-")),
                        Map.of("^http.", "^code$")));
        assertThat(rules.normalise())
                .isEqualTo(new NormaliseSpec(
                        Set.of(Normalisation.SEVERITIES, Normalisation.TIMESTAMPS),
                        30L * 86_400_000,
                        NormaliseSpec.DEFAULT_MAX_FUTURE_MILLIS));
    }

    @Test
    void theCanonicalDocumentHasTheSameRules() throws Exception {
        PipelineDocument document = PipelineConfigLoader.document(RULES, "test");
        assertThat(DocumentText.parse(DocumentText.of(document))).isEqualTo(document);
        assertThat(DocumentText.of(DocumentText.parse(DocumentText.of(document))))
                .isEqualTo(DocumentText.of(document));
    }

    @Test
    void metricsOfRecordsAreAQueryOrAMapAndTheCanonicalDocumentHasTheSame() throws Exception {
        String text =
                """
                namespaces.default.metrics-from:
                  errors: OTelLogs | where SeverityNumber >= 17 | summarize Value = count() by bin(Timestamp, 10s)
                  calls:
                    query: OTelTraces | summarize count() by name = SpanName, bin(StartTime, 1m)
                    temporality: cumulative
                    lateness: 5s
                    amend-for: 1h
                    max-groups: 10
                """;
        assertThat(rules(text).metricsFrom())
                .containsExactly(
                        new MetricFromSpec(
                                "calls",
                                "OTelTraces | summarize count() by name = SpanName, bin(StartTime, 1m)",
                                MetricFromSpec.Temporality.CUMULATIVE,
                                5_000,
                                3_600_000,
                                10),
                        new MetricFromSpec(
                                "errors",
                                "OTelLogs | where SeverityNumber >= 17 | summarize Value = count() by bin(Timestamp,"
                                        + " 10s)"));
        PipelineDocument document = PipelineConfigLoader.document(text, "test");
        assertThat(DocumentText.parse(DocumentText.of(document))).isEqualTo(document);
    }

    @Test
    void metricsOfRecordsAreNoSingleValue() {
        ConfigException refused = catchThrowableOfType(
                ConfigException.class,
                () -> PipelineConfigLoader.document("namespaces.default.metrics-from: OTelLogs", "f"));
        assertThat(refused.problems().stream().map(ConfigProblem::toString))
                .containsExactly("f:1: namespaces.default.metrics-from: is not one value (expected: a query by each"
                        + " metric's name)");
    }

    @Test
    void tellsWhatIsWrongWithMetricsOfRecordsWithFileAndLine() {
        ConfigException refused = catchThrowableOfType(
                ConfigException.class,
                () -> PipelineConfigLoader.document(
                        """
                        namespaces.default.metrics-from:
                          a: OTelLogs | where SeverityNumber >= 17
                          b: OTelLogs | summarize count() by bin(Timestamp, 10ms)
                          c-d: OTelLogs | summarize count() by bin(Timestamp, 10s)
                          e: {query: "OTelLogs | summarize avg(SeverityNumber) by bin(Timestamp, 10s)", temporality: cumulative}
                          f: {lateness: 1s}
                          g: {query: "OTelLog | summarize count() by bin(Timestamp, 10s)"}
                          h:
                            query: OTelLogs | summarize count() by le = SeverityText, bin(Timestamp, 10s)
                            latenes: 5s
                            amend-for: 30d
                            max-groups: none
                            temporality: both
                        """,
                        "f"));
        assertThat(refused.problems().stream().map(ConfigProblem::toString))
                .satisfiesExactlyInAnyOrder(
                        problem -> assertThat(problem)
                                .startsWith("f:2: namespaces.default.metrics-from.a: it does not end in a summarize"),
                        problem -> assertThat(problem)
                                .startsWith("f:3: namespaces.default.metrics-from.b: its windows are no whole seconds"),
                        problem -> assertThat(problem)
                                .startsWith("f:4: namespaces.default.metrics-from.c-d: 'c-d' is not a metric's name"),
                        problem -> assertThat(problem)
                                .startsWith("f:5: namespaces.default.metrics-from.e.query: avg has no running total"),
                        problem -> assertThat(problem)
                                .startsWith("f:6: namespaces.default.metrics-from.f.lateness: metric f has no query"),
                        problem -> assertThat(problem)
                                .startsWith("f:7: namespaces.default.metrics-from.g.query: ")
                                .contains("OTelLogs"),
                        problem -> assertThat(problem).startsWith("f:9: ").contains("cannot be called 'le'"),
                        problem -> assertThat(problem).startsWith("f:10: ").contains("did you mean lateness?"),
                        problem -> assertThat(problem).startsWith("f:11: ").contains("from 0s to 7d"),
                        problem -> assertThat(problem).startsWith("f:12: ").contains("1 to 100000"),
                        problem -> assertThat(problem).startsWith("f:13: ").contains("delta or cumulative"));
    }

    @Test
    void aDocumentWithoutRulesHasTheHashItAlwaysHad() throws Exception {
        assertThat(DocumentText.of(PipelineConfigLoader.document("", "test")).text())
                .doesNotContain("relabel", "metrics\" :", "normalise", "metrics-from");
    }

    @Test
    void aListOfRulesMayStandInOneTextAndReplacesThatOfTheFile(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("p.yaml");
        Files.writeString(file, RULES);
        PipelineConfig config = PipelineConfigLoader.load(new ConfigSources(
                List.of(),
                file,
                Map.of("ADXFLOW_NAMESPACES_DEFAULT_RELABEL", "[{action: labeldrop, regex: 'x|y'}]"),
                List.of(),
                List.of()));
        assertThat(namespace(config.namespaces()).rules().relabel())
                .containsExactly(new RelabelSpec(List.of(), ";", "x|y", 0, "", "$1", Action.LABELDROP));
    }

    @Test
    void tellsAllThatIsWrongWithFileAndLine() {
        ConfigException refused = catchThrowableOfType(
                ConfigException.class,
                () -> PipelineConfigLoader.document(
                        """
                        namespaces:
                          default:
                            relabel:
                              - regexx: a
                                target_label: b
                              - action: drpo
                              - {action: replace, source_labels: [a]}
                              - {action: keep, regex: "("}
                              - action: hashmod
                                target_label: x
                              - {action: hashmod, target_label: x, modulus: many}
                              - action: labeldrop
                                source_labels: [a]
                                target_label: b
                                separator: ","
                                modulus: 3
                                replacement: c
                              - {action: keepequal, target_label: x, regex: a}
                              - {action: labelmap, replacement: ""}
                            drop-metrics: ["["]
                            keep-metrics-with-label-value:
                              - {label-regex: "*"}
                            drop-labels: [a]
                            default-drop-metrics: maybe
                            normalise: {severites: true, timestamps: 7, max-past: soon}
                        """,
                        "f"));
        assertThat(refused.problems().stream().map(ConfigProblem::toString))
                .containsExactlyInAnyOrder(
                        "f:4: namespaces.default.relabel 1: unknown key regexx; did you mean regex? (known: source_labels,"
                                + " separator, regex, modulus, target_label, replacement, action)",
                        "f:6: namespaces.default.relabel 2: there is no action 'drpo'; did you mean drop? (known: replace,"
                                + " keep, drop, keepequal, dropequal, hashmod, labelmap, labeldrop, labelkeep, lowercase,"
                                + " uppercase)",
                        "f:7: namespaces.default.relabel 3: replace needs a target_label",
                        "f:8: namespaces.default.relabel 4: '(' is not a regular expression of RE2: missing closing )",
                        "f:9: namespaces.default.relabel 5: hashmod needs a modulus of more than 0",
                        "f:11: namespaces.default.relabel 6: 'many' is not a whole number of 0 or more",
                        "f:13: namespaces.default.relabel 7: labeldrop has only regex",
                        "f:14: namespaces.default.relabel 7: labeldrop has only regex",
                        "f:15: namespaces.default.relabel 7: labeldrop has no separator",
                        "f:16: namespaces.default.relabel 7: labeldrop has no modulus",
                        "f:17: namespaces.default.relabel 7: labeldrop has no replacement",
                        "f:18: namespaces.default.relabel 8: keepequal has only source_labels and target_label",
                        "f:19: namespaces.default.relabel 9: labelmap needs a replacement, which is a label's name",
                        "f:20: namespaces.default.drop-metrics: '[' is not a regular expression of RE2: missing closing ]",
                        "f:22: namespaces.default.keep-metrics-with-label-value 1: label-regex: '*' is not a regular"
                                + " expression of RE2: missing argument to repetition operator",
                        "f:22: namespaces.default.keep-metrics-with-label-value 1: has no value-regex",
                        "f:23: namespaces.default.drop-labels: 'a' has no expression for labels (expected: <metric's"
                                + " name>=<label's name>)",
                        "f:24: namespaces.default.default-drop-metrics: 'maybe' (expected: true or false)",
                        "f:25: unknown key namespaces.default.normalise.severites; did you mean severities? (known:"
                                + " identifiers, unit-suffixes, severities, timestamps, label-case, empty-values,"
                                + " json-bodies, key-value-bodies, max-past, max-future)",
                        "f:25: namespaces.default.normalise.timestamps: '7' (expected: true or false)",
                        "f:25: namespaces.default.normalise.max-past: 'soon' is not a duration of more than 0 (expected: a"
                                + " number and a unit, as in 30s, 1h, 365d)");
    }

    @Test
    void whatIsNoListOfMapsIsTold() {
        for (String wrong : List.of("x", "[x]", "'[x]'", "[{a: 1}, x]", "[[a]]", "'[{'")) {
            ConfigException refused = catchThrowableOfType(
                    ConfigException.class,
                    () -> PipelineConfigLoader.document("namespaces.default.relabel: " + wrong, "f"));
            assertThat(refused).as(wrong).isNotNull();
            assertThat(refused.problems().get(0).toString()).as(wrong).contains("namespaces.default.relabel");
        }
    }

    private static RulesSpec rules(String text) throws ConfigException {
        return namespace(PipelineConfigLoader.document(text, "test").namespaces())
                .rules();
    }

    private static NamespaceSpec namespace(Map<String, NamespaceSpec> namespaces) {
        NamespaceSpec namespace = namespaces.get("default");
        assertThat(namespace).isNotNull();
        return java.util.Objects.requireNonNull(namespace);
    }
}
