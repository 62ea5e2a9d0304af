package io.adxflow.job.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.adxflow.job.config.ConfigSources.Flag;
import io.adxflow.job.config.NamespaceSpec.LiftedLabel;
import io.adxflow.job.config.OtlpRules.ColumnType;
import io.adxflow.job.config.OtlpRules.LiftedAttribute;
import io.adxflow.sources.wire.otlp.metrics.MetricNaming;
import io.adxflow.sources.wire.otlp.metrics.OtlpMetricRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipelineConfigLoaderTest {
    @TempDir
    private Path folder;

    @Test
    void tellsAllThatIsWrongWithLimits() {
        assertThat(problems("namespaces: {team: {monikers: [local]}}\n"
                        + "limits:\n  taem: {weight: 1}\n  team: {sample-per-second: 1, bytes-per-second: fast, weight: 0}\n"
                        + "ingest.backlog-share: 1\n"))
                .anyMatch(problem -> problem.contains("no namespace 'taem'") && problem.contains("team"))
                .anyMatch(problem ->
                        problem.contains("limits.team.sample-per-second") && problem.contains("samples-per-second"))
                .anyMatch(problem -> problem.contains("limits.team.bytes-per-second: 'fast'"))
                .anyMatch(problem -> problem.contains("limits.team.weight: '0' (expected: a number above 0)"));
        assertThat(problems("ingest.backlog-share: 1\n"))
                .anyMatch(problem -> problem.contains("ingest.backlog-share: 1.0 (expected: above 0 and below 1)"));
    }

    @Test
    void durationsAndSizesCarryAUnit() {
        assertThat(problems("checkpoint.interval: 5\ningest.max-body-size: 1000\ningest.linger: 1 s"))
                .anySatisfy(problem -> assertThat(problem)
                        .contains("checkpoint.interval: '5' has no unit (expected: a number and a unit, as in 500ms"))
                .anySatisfy(problem -> assertThat(problem).contains("ingest.max-body-size: '1000' has no unit"))
                .noneSatisfy(problem -> assertThat(problem).contains("ingest.linger"));
    }

    @Test
    void aNameWithNothingBelowItIsTold() {
        assertThat(problems("namespaces:\n  team-b: {}\n  team-c:\nmonikers: {a: {}}\n"))
                .anySatisfy(problem -> assertThat(problem).contains(":2: namespaces.team-b: has no keys below it"))
                .anySatisfy(problem -> assertThat(problem).contains(":3: namespaces.team-c: has no keys below it"))
                .anySatisfy(problem -> assertThat(problem).contains(":4: monikers.a: has no keys below it"));
    }

    @Test
    void anUnknownKeyHidesNoOtherProblemOfItsMoniker() {
        assertThat(problems("monikers.adx: {kind: kusto, endpoint: 'http://far.example', mode: fast, endpont: x}\n"
                        + "namespaces.default.monikers: [adx]\n"))
                .hasSize(3)
                .anySatisfy(problem -> assertThat(problem).contains("unknown key monikers.adx.endpont", "endpoint"))
                .anySatisfy(problem -> assertThat(problem).contains("monikers.adx.endpoint: http://far.example"))
                .anySatisfy(problem -> assertThat(problem).contains("monikers.adx.mode: fast"));
    }

    @Test
    void aStandbyIsAnotherMonikerWithRoomForWhatIsNotItsOwn() {
        assertThat(problems("monikers:\n"
                        + "  adx: {kind: kusto, endpoint: 'http://localhost:1', standby: lak}\n"
                        + "  lake: {kind: directory, standby: lake}\n"
                        + "  other: {kind: directory, standby: adx}\n"
                        + "  good: {kind: directory, path: /tmp/a, standby: lake}\n"))
                .hasSize(3)
                .anySatisfy(problem ->
                        assertThat(problem).contains("monikers.adx.standby: there is no moniker 'lak'", "lake"))
                .anySatisfy(problem -> assertThat(problem)
                        .contains("monikers.lake.standby: lake (expected: another moniker than itself)"))
                .anySatisfy(
                        problem -> assertThat(problem)
                                .contains(
                                        "monikers.other.standby: adx is of kind kusto (expected: one of kind blob or directory)"));
    }

    @Test
    void whatIsNotYamlIsToldAlone() {
        assertThat(problems("namespaces:\n  team: {monikers: [nowhere]}\n  broken: [a\nunknown-key: 1\n"))
                .singleElement()
                .asString()
                .contains("not valid YAML");
    }

    @Test
    void theIngestionEndpointIsNotTheEngines() {
        assertThat(problems(
                        "monikers.adx: {kind: kusto, endpoint: 'https://ingest-a.west.kusto.windows.net', auth: none}\n"
                                + "namespaces.default.monikers: [adx]\n"))
                .anySatisfy(problem -> assertThat(problem)
                        .contains("monikers.adx.endpoint: https://ingest-a.west.kusto.windows.net")
                        .contains("expected: the engine's, https://a.west.kusto.windows.net"));
    }

    @Test
    void needsNothingToBeConfigured() throws ConfigException {
        PipelineConfig config = load("", Map.of());

        assertThat(config.options().keySet()).isEmpty();
        assertThat(config.monikers()).containsOnlyKeys("local");
        assertThat(config.monikers().get("local").kind()).isEqualTo("directory");
        assertThat(config.namespaces()).containsOnlyKeys("default");
        NamespaceSpec namespace = config.namespaces().get("default");
        assertThat(namespace.database()).isEqualTo("Metrics");
        assertThat(namespace.databases()).containsExactly("*");
        assertThat(namespace.monikers()).containsExactly("local");
    }

    @Test
    void readsNestedAndDottedKeysAlike() throws ConfigException {
        PipelineConfig config = load(
                """
                checkpoint:
                  interval: 1s
                checkpoint.timeout: 20s
                monikers:
                  files: {kind: directory, path: /tmp/files}
                namespaces.team-a:
                  database: TeamA
                  databases: [TeamA, TeamB]
                  monikers: [files, local]
                  add-labels: {region: west}
                  lift-labels: [host, cluster=Cluster, "cluster_name"]
                """,
                Map.of());

        assertThat(config.options().get(JobOptions.CHECKPOINT_INTERVAL)).hasSeconds(1);
        assertThat(config.options().get(JobOptions.CHECKPOINT_TIMEOUT)).hasSeconds(20);
        assertThat(config.monikers()).containsOnlyKeys("files", "local");
        assertThat(config.monikers().get("files").options()).containsEntry("path", "/tmp/files");
        NamespaceSpec team = config.namespaces().get("team-a");
        assertThat(team.database()).isEqualTo("TeamA");
        assertThat(team.databases()).containsExactly("TeamA", "TeamB");
        assertThat(team.monikers()).containsExactly("files", "local");
        assertThat(team.addLabels()).containsExactly(Map.entry("region", "west"));
        assertThat(team.liftLabels())
                .containsExactly(
                        new LiftedLabel("cluster", "Cluster"),
                        new LiftedLabel("cluster_name", "ClusterName"),
                        new LiftedLabel("host", "Host"));
    }

    @Test
    void takesTheNamesThatKustoTakes() throws ConfigException {
        PipelineConfig config = load(
                """
                namespaces.default:
                  database: otel-prod
                  databases: [my logs.v1, Ops_1]
                  logs-table: app-logs.v1
                  lift-labels: {host: host, zone: "my-zone 1"}
                  lift-attributes: {a: "a_b.c:long"}
                """,
                Map.of());
        NamespaceSpec namespace = config.namespaces().get("default");
        assertThat(namespace.database()).isEqualTo("otel-prod");
        assertThat(namespace.databases()).containsExactly("my logs.v1", "Ops_1");
        assertThat(namespace.otlp().logsTable()).isEqualTo("app-logs.v1");
        assertThat(namespace.liftLabels())
                .extracting(NamespaceSpec.LiftedLabel::column)
                .containsExactly("host", "my-zone 1");
        assertThat(namespace.otlp().liftAttributes())
                .containsExactly(new LiftedAttribute("a", "a_b.c", ColumnType.LONG));
    }

    @Test
    void refusesNamesThatMeet() {
        assertThat(
                        problems(
                                """
                                namespaces.default:
                                  databases: [prod-logs, Prod-Logs]
                                  logs-table: prom_metadata
                                  traces-table: prom_rate
                                """))
                .containsExactlyInAnyOrder(
                        "F:2: namespaces.default.databases: 'Prod-Logs' and 'prod-logs' are one database, as names of databases"
                                + " compare regardless of case",
                        "F:3: namespaces.default.logs-table: 'prom_metadata' is a function or table that every database has"
                                + " already; give it another name",
                        "F:4: namespaces.default.traces-table: 'prom_rate' is a function or table that every database has already;"
                                + " give it another name");
    }

    @Test
    void readsWhatBecomesOfOpenTelemetrysSignals() throws ConfigException {
        PipelineConfig config = load(
                """
                namespaces.default:
                  logs-table: Logs
                  lift-attributes: [http.method, "http.status=Status:long", "x-y=:real"]
                  lift-resources: {service.name: Service, k8s.pod.labels: "PodLabels:dynamic"}
                """,
                Map.of());

        assertThat(config.namespaces().get("default").otlp())
                .isEqualTo(new OtlpRules(
                        "Logs",
                        "OTelTraces",
                        List.of(
                                new LiftedAttribute("http.method", "HttpMethod", ColumnType.STRING),
                                new LiftedAttribute("http.status", "Status", ColumnType.LONG),
                                new LiftedAttribute("x-y", "XY", ColumnType.REAL)),
                        List.of(
                                new LiftedAttribute("k8s.pod.labels", "PodLabels", ColumnType.DYNAMIC),
                                new LiftedAttribute("service.name", "Service", ColumnType.STRING))));
        assertThat(load("", Map.of()).namespaces().get("default").otlp()).isEqualTo(OtlpRules.DEFAULT);
    }

    @Test
    void readsHowMetricsOfOtlpBecomeSeries() throws ConfigException {
        PipelineConfig config = load(
                """
                namespaces.default:
                  otlp-metric-names: as-sent
                  otlp-promote-resource-attributes: [host.name, k8s.pod.name]
                  otlp-target-info: false
                  otlp-scope-labels: false
                """,
                Map.of());

        assertThat(config.namespaces().get("default").otlp().metrics())
                .isEqualTo(
                        new OtlpMetricRules(MetricNaming.AS_SENT, List.of("host.name", "k8s.pod.name"), false, false));
    }

    @Test
    void saysWhatIsWrongWithRulesForMetricsOfOtlp() {
        assertThat(
                        problems(
                                """
                        namespaces.default:
                          otlp-metric-names: promtheus
                          otlp-promote-resource-attributes: ['*', host.name]
                          otlp-target-info: maybe
                        """))
                .containsExactly(
                        "F:2: namespaces.default.otlp-metric-names: 'promtheus' (expected one of: prometheus,"
                                + " prometheus-no-suffixes, as-sent)",
                        "F:3: namespaces.default.otlp-promote-resource-attributes: '*' promotes every attribute, so it"
                                + " stands alone",
                        "F:4: namespaces.default.otlp-target-info: 'maybe' (expected: true or false)");
    }

    @Test
    void refusesLiftedAttributesThatCannotBeColumns() {
        assertThat(
                        problems(
                                """
                                namespaces.default:
                                  traces-table: OTel/Traces
                                  logs-table: CountCardinality
                                  lift-attributes: [body, "a=A:int", "b=B", "c=b", "d=x/y", "E=E1", "e=E2"]
                                  lift-resources: [B]
                                """))
                .containsExactlyInAnyOrder(
                        "F:2: namespaces.default.traces-table: 'OTel/Traces' is not a table name (expected: "
                                + EntityNames.EXPECTED + ")",
                        "F:3: namespaces.default.logs-table: 'CountCardinality' is a function or table that every database has"
                                + " already; give it another name",
                        "F:4: namespaces.default.lift-attributes: column Body of body is already a column of every table of logs or"
                                + " spans; give it another name (body=OtherColumn)",
                        "F:4: namespaces.default.lift-attributes: 'int' is not a type for a (expected: string, long, real, bool,"
                                + " datetime or dynamic)",
                        "F:4: namespaces.default.lift-attributes: column b of c is already the column of b; give it another name"
                                + " (c=OtherColumn)",
                        "F:4: namespaces.default.lift-attributes: 'x/y' is not a column name for d (expected: "
                                + EntityNames.EXPECTED + ")",
                        "F:4: namespaces.default.lift-attributes: 'e' and 'E' are the same attribute, as names compare regardless"
                                + " of case",
                        "F:5: namespaces.default.lift-resources: column B of B is already the column of b; give it another name"
                                + " (B=OtherColumn)");
    }

    @Test
    void letsTheLaterSourceWin() throws ConfigException {
        String file = "checkpoint.interval: 1s\ncheckpoint.timeout: 1s\nops.http: a:1\nui.http: a:1\n";
        Map<String, String> environment =
                Map.of("ADXFLOW_CHECKPOINT_TIMEOUT", "2s", "ADXFLOW_OPS_HTTP", "b:2", "ADXFLOW_UI_HTTP", "b:2");
        PipelineConfig config = PipelineConfigLoader.load(new ConfigSources(
                List.of(new Flag("default", "run.parallelism", "7"), new Flag("default", "checkpoint.interval", "9s")),
                write(file),
                environment,
                List.of("ops.http=c:3", "ui.http=c:3"),
                List.of(new Flag("--ui", "ui.http", "d:4"))));

        assertThat(config.options().toMap())
                .containsEntry("run.parallelism", "7")
                .containsEntry("checkpoint.interval", "1s")
                .containsEntry("checkpoint.timeout", "2s")
                .containsEntry("ops.http", "c:3")
                .containsEntry("ui.http", "d:4");
    }

    @Test
    void replacesAMapOfTheFileByOneOfTheCommandLine() throws ConfigException {
        PipelineConfig config =
                load("namespaces.default.add-labels: {a: x, b: y}", Map.of(), "namespaces.default.add-labels=c=z,d=w");

        assertThat(config.namespaces().get("default").addLabels())
                .containsExactly(Map.entry("c", "z"), Map.entry("d", "w"));
    }

    @Test
    void reachesMonikersAndNamespacesFromTheEnvironment() throws ConfigException {
        PipelineConfig config = load(
                "namespaces.team-a.monikers: local",
                Map.of(
                        "ADXFLOW_NAMESPACES_TEAM_A_DATABASE", "TeamA",
                        "ADXFLOW_MONIKERS_FILES_KIND", "directory",
                        "ADXFLOW_MONIKERS_FILES_PATH", "/x",
                        "ADXFLOW_NAMESPACES_DEFAULT_MONIKERS", "files,local"));

        assertThat(config.namespaces().get("team-a").database()).isEqualTo("TeamA");
        assertThat(config.namespaces().get("default").monikers()).containsExactly("files", "local");
        assertThat(config.monikers().get("files").options()).containsEntry("path", "/x");
    }

    @Test
    void doesWithoutTheLocalMonikerWhenNothingNamesIt() throws ConfigException {
        PipelineConfig config =
                load("", Map.of(), "monikers.files.kind=directory", "namespaces.default.monikers=files");

        assertThat(config.monikers()).containsOnlyKeys("files");
    }

    @Test
    void warnsOfVariablesThatNoOptionStandsFor() throws ConfigException {
        PipelineConfig config = load("", Map.of("ADXFLOW_SERVICE_HOST", "10.0.0.1", "ADXFLOW_HEAP", "1g"));

        assertThat(config.warnings()).singleElement().asString().startsWith("ADXFLOW_SERVICE_HOST is set");
    }

    @Test
    void listsAllProblemsAtOnceWithTheirPlaces() {
        List<String> problems = problems(
                """
                checkpont.interval: 1s
                checkpoint.interval: soon
                checkpoint.retained: 0
                namespaces:
                  default:
                    database: Bad/Name
                    monikers: [lokal]
                    databse: X
                    lift-labels: [value]
                  empty: {}
                  team: {database: T}
                monikers:
                  local: {pth: /x}
                  odd: {kind: directry}
                  none: {path: /x}
                  checkpoint.timeout: 1s
                """,
                "oops",
                "namespaces.default.add-labels=__name__=x");

        assertThat(problems)
                .containsExactlyInAnyOrder(
                        "F:1: unknown key checkpont.interval; did you mean checkpoint.interval? (./adxflow options lists all"
                                + " keys)",
                        "F:2: checkpoint.interval: 'soon' is not a duration (expected: a number and a unit, as in 500ms, 30s,"
                                + " 5min, 1h)",
                        "F:3: checkpoint.retained: '0' is out of range (expected: at least 1)",
                        "F:6: namespaces.default.database: 'Bad/Name' is not a database name (expected: "
                                + EntityNames.EXPECTED + ")",
                        "F:7: there is no moniker 'lokal'; did you mean local? (set monikers.lokal.kind)",
                        "F:8: unknown key namespaces.default.databse; did you mean database? (known: database, databases,"
                                + " monikers, add-labels, lift-labels, logs-table, traces-table, lift-attributes, lift-resources,"
                                + " otlp-metric-names, otlp-promote-resource-attributes, otlp-target-info, otlp-scope-labels,"
                                + " relabel, keep-metrics, drop-metrics, keep-metrics-with-label-value, default-drop-metrics,"
                                + " drop-labels, normalise, transform.logs, transform.traces, transform.metrics,"
                                + " transform.on-error, scrub, metrics-from)",
                        "F:9: namespaces.default.lift-labels: column Value of label value is already a column of every table;"
                                + " give it another name (value=OtherColumn)",
                        "F:10: namespaces.empty: has no keys below it (expected: at least one, or no namespaces.empty at all)",
                        "F:11: namespace team has no moniker, so its rows would go nowhere; set namespaces.team.monikers, or subscribe to"
                                + " it (subscriptions.<name>.from)",
                        "F:13: unknown key monikers.local.pth; did you mean path? (kind directory knows: kind, path, max-rate, standby)",
                        "F:14: monikers.odd.kind: there is no kind 'directry'; did you mean directory? (known: blob, cosmos, directory, eventhubs, kusto, pair)",
                        "F:15: moniker none has no kind; set monikers.none.kind (known: blob, cosmos, directory, eventhubs, kusto, pair)",
                        "F:16: moniker checkpoint has no kind; set monikers.checkpoint.kind (known: blob, cosmos, directory, eventhubs, kusto, pair)",
                        "--set oops: expected key=value",
                        "--set: namespaces.default.add-labels: '__name__' cannot be added as a label");
    }

    @Test
    void refusesAKeyThatIsSetTwice() {
        assertThat(problems("checkpoint.interval: 1s\ncheckpoint:\n  interval: 2s\n"))
                .containsExactly("F:3: checkpoint.interval is set twice, first at F:1; remove one");
    }

    @Test
    void saysWhereAFileIsNoYaml() {
        assertThat(problems("a: [1\nb: }\n")).singleElement().asString().startsWith("F:2: not valid YAML: ");
    }

    @Test
    void saysWhenValuesDoNotGoTogether() {
        assertThat(problems("ingest.inflight-bytes: 1mb\n"))
                .singleElement()
                .asString()
                .contains("ingest.inflight-bytes");
    }

    private PipelineConfig load(String yaml, Map<String, String> environment, String... assignments)
            throws ConfigException {
        return PipelineConfigLoader.load(
                new ConfigSources(List.of(), write(yaml), environment, List.of(assignments), List.of()));
    }

    /** The problems as told, with the file's name as F. */
    private List<String> problems(String yaml, String... assignments) {
        ConfigException thrown = catchThrowableOfType(ConfigException.class, () -> load(yaml, Map.of(), assignments));
        String file = folder.resolve("pipeline.yaml").toString();
        return thrown.problems().stream()
                .map(problem -> problem.toString().replace(file, "F"))
                .toList();
    }

    private Path write(String yaml) {
        try {
            return Files.writeString(folder.resolve("pipeline.yaml"), yaml);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
