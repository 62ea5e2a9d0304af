package io.adxflow.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.adxflow.job.ops.MetricCatalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Alerts and dashboards ask for metrics that there are, and runbooks exist. */
class MonitoringTest {
    private static final Path ROOT = Path.of(System.getProperty("adxflow.root"));
    private static final Pattern OURS = Pattern.compile("adxflow_[a-z0-9_]+");
    private static final Pattern FLINKS = Pattern.compile("flink_[A-Za-z0-9_]+");

    /** Flink's, as our endpoint exports them; seen on a cluster. */
    private static final Set<String> FLINKS_METRICS = Set.of(
            "flink_jobmanager_job_lastCheckpointDuration",
            "flink_jobmanager_job_numberOfFailedCheckpoints",
            "flink_jobmanager_job_numRestarts",
            "flink_taskmanager_job_task_busyTimeMsPerSecond");

    /** What dashboards have in place of a label's value. */
    private static final Set<String> VARIABLES = Set.of("$namespace", "$moniker");

    private static final String RUNBOOKS = "https://docs.example.com/adxflow/runbooks.md#";

    private final Expressions expressions;

    MonitoringTest() throws IOException {
        expressions = Expressions.withLabels(MonitoringTest.class.getResource("labels.txt"));
    }

    @Test
    void alertsAskForMetricsThatExist() throws IOException {
        for (JsonNode rule : rules()) {
            assertKnown(rule.path("alert").asText(), rule.path("expr").asText());
        }
    }

    @Test
    void everyLabelThatAnAlertNamesIsOneOfItsMetrics() throws IOException {
        for (JsonNode rule : rules()) {
            String expression = rule.path("expr").asText();
            assertThat(expressions.problems(expression))
                    .as(rule.path("alert").asText())
                    .isEmpty();
            assertThat(expressions.unknownIn(rule.at("/annotations/summary").asText(), expression))
                    .as("labels in the summary of " + rule.path("alert").asText())
                    .isEmpty();
        }
    }

    @Test
    void everyLabelThatAPanelNamesIsOneOfItsMetrics() throws IOException {
        for (Path dashboard : dashboards()) {
            for (JsonNode panel :
                    new ObjectMapper().readTree(dashboard.toFile()).path("panels")) {
                for (JsonNode target : panel.path("targets")) {
                    String expression = target.path("expr").asText();
                    assertThat(expressions.problems(expression))
                            .as(panel.path("title").asText())
                            .isEmpty();
                    assertThat(expressions.unknownIn(target.path("legendFormat").asText(), expression))
                            .as("legend of " + panel.path("title").asText())
                            .isEmpty();
                }
            }
        }
    }

    @Test
    void labelsThatAreNotThereAreFound() {
        assertThat(expressions.problems("sum by (namespace) (adxflow_parked_batches)"))
                .isNotEmpty();
        assertThat(expressions.problems("adxflow_parked_batches{monikre=\"adx\"} > 0"))
                .isNotEmpty();
        assertThat(expressions.problems("adxflow_never_heard_of > 0")).isNotEmpty();
        assertThat(expressions.problems("max by (moniker) (adxflow_parked_batches) > 0"))
                .isEmpty();
        assertThat(expressions.unknownIn("{{ $labels.table }}", "max by (moniker) (adxflow_parked_batches)"))
                .containsExactly("table");
        assertThat(expressions.unknownIn("{{database}}", "adxflow_parked_batches"))
                .containsExactly("database");
    }

    @Test
    void dashboardsHaveVariablesUnitsAndThresholdsForWhatCanBeWrong() throws IOException {
        JsonNode dashboard = new ObjectMapper()
                .readTree(ROOT.resolve("k8s/dashboards/pipeline.json").toFile());
        assertThat(dashboard.at("/templating/list").findValuesAsText("name"))
                .contains("datasource", "namespace", "moniker");
        int thresholds = 0;
        Set<String> sections = new TreeSet<>();
        for (JsonNode panel : dashboard.path("panels")) {
            if (panel.path("type").asText().equals("row")) {
                sections.add(panel.path("title").asText());
                continue;
            }
            String title = panel.path("title").asText();
            String unit = panel.at("/fieldConfig/defaults/unit").asText();
            for (JsonNode target : panel.path("targets")) {
                assertUnit(title, unit, target.path("expr").asText());
            }
            thresholds += panel.at("/fieldConfig/defaults/thresholds/steps").size() > 1 ? 1 : 0;
        }
        assertThat(sections).contains("Backlog", "Namespaces", "Logs, spans and points", "Tables");
        assertThat(thresholds).isGreaterThanOrEqualTo(12);
    }

    /** Bytes are shown as bytes, rates as rates, ages as time. */
    private static void assertUnit(String title, String unit, String expression) {
        boolean isRate = expression.contains("rate(") || expression.contains("deriv(");
        boolean isBytes = expression.contains("_bytes");
        boolean isQuotient = expression.contains(" / ");
        if (isQuotient) {
            return;
        }
        if (isBytes) {
            assertThat(unit).as(title).isEqualTo(isRate || expression.contains("_per_second") ? "Bps" : "bytes");
        } else if (isRate) {
            assertThat(unit).as(title).isIn("cps", "reqps", "recps", "rowsps");
        } else if (expression.contains("_seconds")) {
            assertThat(unit).as(title).isEqualTo("s");
        }
    }

    @Test
    void variablesOfADashboardAreDefined() throws IOException {
        for (Path dashboard : dashboards()) {
            JsonNode root = new ObjectMapper().readTree(dashboard.toFile());
            List<String> defined = root.at("/templating/list").findValuesAsText("name");
            for (JsonNode expression : root.findValues("expr")) {
                for (String variable : VARIABLES) {
                    if (expression.asText().contains(variable)) {
                        assertThat(defined).contains(variable.substring(1));
                    }
                }
            }
        }
    }

    @Test
    void dashboardsAskForMetricsThatExist() throws IOException {
        for (Path dashboard : dashboards()) {
            for (JsonNode expression :
                    new ObjectMapper().readTree(dashboard.toFile()).findValues("expr")) {
                assertKnown(dashboard.toString(), expression.asText());
            }
        }
    }

    @Test
    void everyAlertHasARunbook() throws IOException {
        String text = Files.readString(ROOT.resolve("docs/runbooks.md"));
        Set<String> anchors = new HashSet<>();
        text.lines()
                .filter(line -> line.startsWith("## "))
                .forEach(line -> anchors.add(line.substring(3)
                        .toLowerCase(Locale.ROOT)
                        .replace(' ', '-')
                        .replaceAll("[^a-z0-9-]", "")));
        for (JsonNode rule : rules()) {
            String runbook = rule.at("/annotations/runbook_url").asText();
            assertThat(runbook).startsWith(RUNBOOKS);
            assertThat(anchors).contains(runbook.substring(runbook.indexOf('#') + 1));
        }
    }

    @Test
    void everyPanelOfADashboardHasItsOwnPlaceAndNumber() throws IOException {
        for (Path dashboard : dashboards()) {
            Set<Integer> ids = new HashSet<>();
            Set<String> cells = new HashSet<>();
            for (JsonNode panel :
                    new ObjectMapper().readTree(dashboard.toFile()).path("panels")) {
                assertThat(ids.add(panel.path("id").asInt())).isTrue();
                JsonNode at = panel.path("gridPos");
                for (int x = at.path("x").asInt();
                        x < at.path("x").asInt() + at.path("w").asInt();
                        x++) {
                    for (int y = at.path("y").asInt();
                            y < at.path("y").asInt() + at.path("h").asInt();
                            y++) {
                        assertThat(x).isLessThan(24);
                        assertThat(cells.add(x + "," + y))
                                .as(panel.path("title").asText())
                                .isTrue();
                    }
                }
            }
        }
    }

    private static void assertKnown(String where, String expression) {
        Set<String> unknown = new TreeSet<>();
        Matcher ours = OURS.matcher(expression);
        while (ours.find()) {
            if (!MetricCatalog.metrics().containsKey(ours.group().substring("adxflow_".length()))) {
                unknown.add(ours.group());
            }
        }
        Matcher flinks = FLINKS.matcher(expression);
        while (flinks.find()) {
            if (!FLINKS_METRICS.contains(flinks.group())) {
                unknown.add(flinks.group());
            }
        }
        assertThat(unknown).as(where).isEmpty();
    }

    private static List<JsonNode> rules() throws IOException {
        JsonNode rules = Kustomization.documents(ROOT.resolve("k8s/components/monitoring/rules.yaml"))
                .get(0)
                .at("/spec/groups/0/rules");
        assertThat(rules).isNotEmpty();
        return rules.valueStream().toList();
    }

    private static List<Path> dashboards() throws IOException {
        try (Stream<Path> files = Files.list(ROOT.resolve("k8s/dashboards"))) {
            List<Path> dashboards = files.filter(file -> file.toString().endsWith(".json")
                            && !file.endsWith("package.json")
                            && !file.endsWith("package-lock.json"))
                    .toList();
            assertThat(dashboards).isNotEmpty();
            return dashboards;
        }
    }
}
