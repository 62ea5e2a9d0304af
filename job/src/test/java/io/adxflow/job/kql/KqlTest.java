package io.adxflow.job.kql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.adxflow.emulator.KqlDiagnostics;
import io.adxflow.emulator.node.NodeHome;
import io.adxflow.job.tables.LiftedColumns;
import io.adxflow.job.tables.MetricNames;
import io.adxflow.job.tables.TableSchemas;
import io.adxflow.sinks.batch.TableSchema;
import io.adxflow.sinks.functions.Functions;
import io.adxflow.sinks.kusto.tables.KqlText;
import io.adxflow.sinks.kusto.tables.ManagementCommands;
import io.adxflow.sinks.kusto.tables.ProvisioningSettings;
import io.adxflow.sinks.kusto.tables.TableProvisioner;
import io.adxflow.sinks.schema.TableVersions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** All KQL that we ship, send or print in the docs, read by Microsoft's own parser with our tables before its eyes. */
class KqlTest {
    private static final String DATABASE = "Metrics";
    private static final Pattern BLOCK = Pattern.compile("^```kusto\\n(.*?)^```", Pattern.MULTILINE | Pattern.DOTALL);
    private static final LiftedColumns LIFTED = LiftedColumns.of(Map.of("host", "", "cluster", ""));

    private final KqlDiagnostics kql = new KqlDiagnostics(DATABASE, declarations(), Functions.commands());

    @BeforeEach
    void needsNode() {
        assumeThat(NodeHome.problem()).isNull();
    }

    @Test
    void functionsAreRight() throws Exception {
        assertThat(kql.check(Functions.commands())).isEmpty();
    }

    @Test
    void functionsTakeMetricTablesWithLiftedColumnsAndPassThemOn() throws Exception {
        assertThat(kql.check(List.of(
                        "HttpRequestsTotal | invoke prom_rate() | summarize sum(Value) by bin(Timestamp, 1m), Host, Cluster",
                        "prom_rate(HttpRequestsTotal) | where Host == 'a' | project Timestamp, SeriesId, Labels, Value",
                        "HttpRequestsTotal | extend Pod = tostring(Labels.pod) | invoke prom_delta() | summarize avg(Value) by Pod",
                        "prom_increase(HttpRequestsTotal, 5m) | summarize sum(Value) by tostring(Labels.code)",
                        "HttpRequestsTotal | invoke prom_increase(interval=5m) | extend x = Value + 1.0",
                        "CountCardinality | project Timestamp, SeriesId, tostring(Labels.table), Value + 1.0",
                        "CountCardinality() | summarize sum(Value) by bin(Timestamp, 1m)")))
                .isEmpty();
        // Would be found: what the functions add for themselves is gone, and other tables do not fit.
        for (String wrong :
                List.of("prom_rate(HttpRequestsTotal) | project _seconds", "Prom_Metadata | invoke prom_rate()")) {
            assertThat(kql.check(List.of(wrong))).as(wrong).isNotEmpty();
        }
    }

    @Test
    @Timeout(600)
    void commandsThatMakeTablesAreRight() throws Exception {
        List<String> commands = new CopyOnWriteArrayList<>();
        CountDownLatch lastPolicy = new CountDownLatch(1);
        AtomicReference<CountDownLatch> gate = new AtomicReference<>(new CountDownLatch(0));
        ManagementCommands cluster = (database, command) -> {
            commands.add(command);
            if (command.contains("extent_tags_retention '")) {
                lastPolicy.countDown();
            }
            gate.get().await();
            return List.of(Map.of("Policy", "[]"));
        };
        ProvisioningSettings settings = new ProvisioningSettings(
                true,
                Duration.ofDays(30),
                Duration.ofHours(36),
                new ProvisioningSettings.Batching(Duration.ofSeconds(30), 500, 1024),
                true,
                Duration.ofDays(2));
        Map<String, String> schemas = schemas();
        try (TableProvisioner provisioner = new TableProvisioner(cluster, settings)) {
            provisioner.ensure(
                    DATABASE, "HttpRequestsTotal", TableSchema.parse(TableSchemas.metric(LiftedColumns.NONE)));
            lastPolicy.await();
            gate.set(new CountDownLatch(1));
            for (Map.Entry<String, String> table : schemas.entrySet()) {
                provisioner.prepare(DATABASE, table.getKey(), TableSchema.parse(table.getValue()));
            }
            gate.get().countDown();
            for (Map.Entry<String, String> table : schemas.entrySet()) {
                provisioner.ensure(DATABASE, table.getKey(), TableSchema.parse(table.getValue()));
            }
        }
        assertThat(commands)
                .anyMatch(command -> command.startsWith(".create-merge tables"))
                .anyMatch(command -> command.startsWith(".create-merge table ["))
                .anyMatch(command -> command.startsWith(".execute database script"))
                .anyMatch(command -> command.contains("extent_tags_retention '"));
        assertThat(kql.check(commands)).isEmpty();
    }

    @Test
    void quotedTextsAreOneTokenWhateverIsInThem() throws Exception {
        long seed = Long.getLong("adxflow.seed", 1);
        Random random = new Random(seed);
        String hostile = "'\"\\\n\r\t][;/|`@h()é⌘😀\u2028\u0000";
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(1, 12); length > 0; length--) {
                text.append(hostile.charAt(random.nextInt(hostile.length())));
            }
            String name = text.toString();
            texts.add("print " + KqlText.identifier(name) + " = " + KqlText.string(name) + ", b = "
                    + KqlText.singleQuoted(name) + ", c = " + KqlText.hidden(name) + " | project "
                    + KqlText.identifier(name) + ", b, c");
        }
        assertThat(kql.check(texts)).as("seed " + seed).isEmpty();
    }

    @Test
    void docsAreRight() throws Exception {
        List<String> blocks = new ArrayList<>();
        try (Stream<Path> docs = Files.list(root().resolve("docs"))) {
            for (Path doc : docs.filter(file -> file.toString().endsWith(".md")).toList()) {
                Matcher block = BLOCK.matcher(Files.readString(doc));
                while (block.find()) {
                    // Grafana fills in its macro before it asks.
                    blocks.add(block.group(1).replace("$__timeFilter(StartTime)", "StartTime > ago(1h)"));
                }
            }
        }
        assertThat(blocks).hasSizeGreaterThan(3);
        assertThat(kql.check(blocks)).isEmpty();
    }

    @Test
    void mappingsAreNamedAfterTheTablesOfMetrics() {
        long seed = Long.getLong("adxflow.seed", 1);
        Random random = new Random(seed);
        TableSchema schema = TableSchema.parse(TableSchemas.metric(LIFTED));
        for (int i = 0; i < 10_000; i++) {
            byte[] name = new byte[random.nextInt(1, 20)];
            for (int at = 0; at < name.length; at++) {
                name[at] = (byte) "aZz09_:$A".charAt(random.nextInt(9));
            }
            String metric = new String(name, UTF_8);
            assertThat(TableProvisioner.mappingName(metric, schema))
                    .as("seed " + seed)
                    .startsWith(MetricNames.tableName(metric) + "_");
        }
    }

    private static Map<String, String> schemas() {
        Map<String, String> schemas = new LinkedHashMap<>();
        schemas.put("HttpRequestsTotal", TableSchemas.metric(LIFTED));
        schemas.put("ServiceErrors", TableSchemas.metric(LIFTED));
        schemas.put("RequestDurationMsCount", TableSchemas.metric(LIFTED));
        schemas.put(TableSchemas.NATIVE_HISTOGRAMS, TableSchemas.nativeHistograms(LIFTED, true));
        schemas.put(TableSchemas.EXEMPLARS, TableSchemas.exemplars(LIFTED, true));
        schemas.put(TableSchemas.START_TIMESTAMPS, TableSchemas.startTimestamps(LIFTED, true));
        schemas.put(TableSchemas.METADATA, TableSchemas.metadata());
        schemas.put(TableVersions.TABLE, TableSchemas.versions());
        schemas.put("OTelTraces", TableSchemas.traces(""));
        schemas.put("OTelLogs", TableSchemas.logs(""));
        return schemas;
    }

    private static Map<String, String> declarations() {
        Map<String, String> tables = new LinkedHashMap<>();
        schemas().forEach((table, schema) -> tables.put(table, "(" + schema + ")"));
        return tables;
    }

    private static Path root() throws IOException {
        Path folder = NodeHome.folder();
        if (folder == null) {
            throw new IOException("not in the repository");
        }
        return folder.getParent().getParent();
    }
}
