package io.adxflow.job.rows;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.adxflow.job.config.PipelineConfigLoader;
import io.adxflow.job.config.PipelineDocument;
import io.adxflow.job.tables.LabelSet;
import io.adxflow.job.tables.LiftedColumns;
import io.adxflow.job.tables.TableSchemas;
import io.adxflow.sources.http.Target;
import io.adxflow.sources.wire.DecodeCharge;
import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.RowsBody;
import io.adxflow.sources.wire.WireFormat;
import io.adxflow.sources.wire.testing.BodyBuilder;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What a namespace's rules do to rows that come as rows. */
class RuledRowsTest {
    private static final String METRICS = "Timestamp:datetime,SeriesId:long,Labels:dynamic,Value:real";
    private static final long ARRIVAL = 1_800_000_000_000L;

    private final List<DeadLetter> deadLetters = new ArrayList<>();
    private LiveTables tables;

    @Test
    void relabelFiltersAndAddedLabelsActOnTheLabelsOfRows() throws Exception {
        BodyRows rows = under(
                """
                namespaces.default:
                  database: Metrics
                  add-labels: {region: eu}
                  relabel:
                    - {source_labels: [job], regex: secret, action: drop}
                    - {regex: pod, action: labeldrop}
                  drop-metrics: [^Debug]
                """);
        AppendResult result = append(
                rows,
                "Up",
                METRICS,
                """
                2026-01-02T03:04:05.1Z,1,"{""job"":""api"",""pod"":""p-1""}",1
                2026-01-02T03:04:05.2Z,1,"{""job"":""api"",""pod"":""p-1""}",2
                2026-01-02T03:04:05.3Z,2,"{""job"":""secret""}",3
                """);
        assertThat(result.records()).isEqualTo(3);
        assertThat(result.rows()).isEqualTo(2);
        assertThat(result.dropped()).containsExactly(entry("relabel-1", 1L));
        result = append(rows, "DebugThings", METRICS, ",1,{},1\n");
        assertThat(result.dropped()).containsExactly(entry("drop-metrics", 1L));
        long id = id("__name__", "Up", "job", "api", "region", "eu");
        assertThat(lines())
                .containsExactly(entry(
                        "Up " + METRICS,
                        List.of(
                                "2026-01-02T03:04:05.1Z," + id
                                        + ",\"{\"\"job\"\":\"\"api\"\",\"\"region\"\":\"\"eu\"\"}\",1",
                                "2026-01-02T03:04:05.2Z," + id
                                        + ",\"{\"\"job\"\":\"\"api\"\",\"\"region\"\":\"\"eu\"\"}\",2")));
        assertThat(deadLetters).isEmpty();
    }

    @Test
    void aSeriesThatNoRuleChangesStaysAsItCameWithItsId() throws Exception {
        BodyRows rows = under("namespaces.default: {database: Metrics, drop-labels: {Up: never}}");
        String row = "2026-01-02T03:04:05.100Z,77,\"{\"\"z\"\":\"\"1\"\",\"\"a\"\":2}\",1.50";
        var unused = append(rows, "Up", METRICS, row + "\n");
        assertThat(lines()).containsExactly(entry("Up " + METRICS, List.of(row)));
    }

    @Test
    void whatIsAColumnStaysOneAndWhatTheNamespaceLiftsFollows() throws Exception {
        BodyRows rows = under(
                """
                namespaces.default:
                  database: Metrics
                  lift-labels: {host: "", job: ""}
                  relabel: [{source_labels: [host], target_label: node}]
                """);
        var unused = append(
                rows,
                "Up",
                METRICS + ",Zone:string,Host:string",
                "2026-01-02T03:04:05Z,5,\"{\"\"job\"\":\"\"api\"\"}\",1,z1,h1\n");
        long id = id("__name__", "Up", "host", "h1", "job", "api", "node", "h1", "Zone", "z1");
        assertThat(lines())
                .containsExactly(entry(
                        "Up " + METRICS + ",Zone:string,Host:string,Job:string",
                        List.of("2026-01-02T03:04:05Z," + id + ",\"{\"\"node\"\":\"\"h1\"\"}\",1,z1,h1,api")));
    }

    @Test
    void liftingAloneKeepsTheId() throws Exception {
        BodyRows rows = under("namespaces.default: {database: Metrics, lift-labels: {job: \"\"}}");
        var unused = append(rows, "Up", METRICS, "2026-01-02T03:04:05Z,5,\"{\"\"job\"\":\"\"api\"\"}\",1\n");
        assertThat(lines())
                .containsExactly(
                        entry("Up " + METRICS + ",Job:string", List.of("2026-01-02T03:04:05Z,5,\"{}\",1,api")));
    }

    @Test
    void aMetricThatARuleRenamesGoesToItsTable() throws Exception {
        BodyRows rows = under(
                """
                namespaces.default:
                  database: Metrics
                  relabel:
                    - {source_labels: [__name__], regex: "Old(.*)", target_label: __name__, replacement: "new_$1"}
                    - {source_labels: [__name__], regex: "Nameless", target_label: __name__, replacement: "§"}
                """);
        var unused = append(rows, "OldThing", METRICS, "2026-01-02T03:04:05Z,5,{},1\n");
        AppendResult result = append(rows, "Nameless", METRICS, "2026-01-02T03:04:05Z,5,{},1\n");
        assertThat(result.deadLetteredRows()).isOne();
        assertThat(lines()).containsOnlyKeys("NewThing " + METRICS);
        assertThat(deadLetters)
                .singleElement()
                .extracting(DeadLetter::reason)
                .isEqualTo(DeadLetter.Reason.EMPTY_TABLE_NAME);
    }

    @Test
    void whatARowCannotTellSetsItAsideAlone() throws Exception {
        BodyRows rows = under("namespaces.default: {database: Metrics, add-labels: {a: b}}");
        AppendResult result = append(
                rows,
                "Up",
                METRICS,
                """
                2026-01-02T03:04:05Z,1,[1],1
                2026-01-02T03:04:05Z,2,"{""x"":""y""}",2
                2026-01-02T03:04:05Z,3,nonsense,3
                """);
        assertThat(result.rows()).isOne();
        assertThat(result.deadLetteredRows()).isEqualTo(2);
        assertThat(result.problems()).isNull();
        assertThat(deadLetters).allSatisfy(letter -> {
            assertThat(letter.reason()).isEqualTo(DeadLetter.Reason.UNREADABLE_INPUT);
            assertThat(letter.detail()).startsWith("Labels: no object of JSON");
            assertThat(letter.row()).contains("\"Timestamp\":\"2026-01-02T03:04:05Z\"");
        });
    }

    @Test
    void ofANamespaceThatScrubsNothingIsShownOfWhatIsSetAside() throws Exception {
        BodyRows rows = under(
                """
                namespaces.default:
                  database: Metrics
                  scrub: [{name: mails, find: [email], in: [everything]}]
                """);
        var unused = append(rows, "Up", METRICS, "2026-01-02T03:04:05Z,1,bob@example.com,1\n");
        assertThat(deadLetters).singleElement().asString().doesNotContain("bob");
    }

    @Test
    void scrubbingActsOnExemplarsAndTheirSeries() throws Exception {
        String schema = TableSchemas.exemplars(LiftedColumns.NONE, true);
        BodyRows rows = under(
                """
                namespaces.default:
                  database: Metrics
                  scrub: [{name: mails, find: [email], in: [exemplars], action: drop-field}]
                """);
        var unused = append(
                rows,
                TableSchemas.EXEMPLARS,
                schema,
                "2026-01-02T03:04:05Z,5,{},up,1,\"{\"\"mail\"\":\"\"bob@example.com\"\",\"\"trace_id\"\":\"\"ab\"\"}\",ab,\n");
        assertThat(lines()).hasSize(1).allSatisfy((table, lines) -> assertThat(lines)
                .singleElement()
                .asString()
                .startsWith("2026-01-02T03:04:05Z,5,")
                .doesNotContain("bob")
                .endsWith("{\"\"trace_id\"\":\"\"ab\"\"}\",ab,"));
    }

    @Test
    void rowsOfTablesOfOurOwnAreOfTheMetricThatTheyName() throws Exception {
        String schema = TableSchemas.startTimestamps(LiftedColumns.NONE, true);
        BodyRows rows = under("namespaces.default: {database: Metrics, drop-metrics: [^debug_]}");
        AppendResult result = append(
                rows,
                TableSchemas.START_TIMESTAMPS,
                schema,
                "2026-01-02T03:04:05Z,5,{},debug_x,2026-01-02T03:04:05Z\n2026-01-02T03:04:05Z,6,{},up,2026-01-02T03:04:05Z\n");
        assertThat(result.droppedRows()).isOne();
        assertThat(result.rows()).isOne();
    }

    @Test
    void timesThatAreNotPlausibleAreMended() throws Exception {
        BodyRows rows = under("namespaces.default: {database: Metrics, normalise: {timestamps: true}}");
        AppendResult result = append(rows, "Up", METRICS, "1970-01-21T20:00:00.5Z,5,{},1\n");
        assertThat(result.mendedTimes()).isOne();
        assertThat(lines()).containsExactly(entry("Up " + METRICS, List.of("2027-01-15T08:08:20Z,5,{},1")));
    }

    @Test
    void programsAndNormalisingActOnRowsOfLogsAndTheirTableStaysWhatTheRowsWereIn() throws Exception {
        String schema = TableSchemas.logs("") + ",Extra:string";
        BodyRows rows = under(
                """
                namespaces.default:
                  database: Metrics
                  normalise: [severities]
                  lift-attributes: {service: ""}
                  transform:
                    logs: 'source | where Body.message != "noise" | extend Level = SeverityNumber * 10'
                """);
        AppendResult result = append(
                rows,
                "Audit",
                schema,
                log("info", "hello", "{\"\"kusto.table\"\":\"\"Other\"\",\"\"service\"\":\"\"s\"\"}", "x")
                        + log("info", "noise", "{}", "")
                        + log("info", "hex", "{}", "").replace(",ab,cd,", ",zz,cd,"));
        assertThat(result.records()).isEqualTo(3);
        assertThat(result.rows()).isOne();
        assertThat(result.dropped()).containsExactly(entry("transform", 1L));
        assertThat(result.problems()).isNull();
        assertThat(deadLetters).singleElement().satisfies(letter -> {
            assertThat(letter.detail()).isEqualTo("TraceId: 'zz' (expected: hex digits)");
            assertThat(letter.row()).contains("hex");
        });
        Map<String, List<String>> lines = lines();
        assertThat(lines).hasSize(1);
        lines.forEach((table, found) -> {
            assertThat(table).startsWith("Audit ");
            Map<String, String> row = CsvLines.fields(table.substring(table.indexOf(' ') + 1), found.get(0));
            assertThat(row)
                    .containsEntry("SeverityNumber", "9")
                    .containsEntry("Level", "90")
                    .containsEntry("Extra", "x")
                    .containsEntry("Attributes", "{\"kusto.table\":\"Other\"}")
                    .containsEntry("Timestamp", "2026-01-02T03:04:05.000000001Z");
            assertThat(row.values()).contains("s");
        });
    }

    @Test
    void tablesThatNobodyKnowsPassRulesThatCannotActOnThem() throws Exception {
        BodyRows rows = under(
                """
                namespaces.default:
                  database: Metrics
                  add-labels: {a: b}
                  drop-metrics: [.*]
                  transform: {logs: 'source | where false'}
                """);
        var unused = append(rows, "Things", "A:string,B:int", "x,1\n");
        assertThat(lines()).containsExactly(entry("Things A:string,B:int", List.of("x,1")));
    }

    @Test
    void rowsAndSamplesOfOneTableAreKeptApartAndBothThere() throws Exception {
        BodyRows rows = under("namespaces.default: {database: Metrics}");
        byte[] sent =
                new BodyBuilder().series("up").sample(1_767_323_045_000L, 1).compressed(WireFormat.REMOTE_WRITE_1);
        for (int times = 0; times < 2; times++) {
            assertThat(append(rows, "Up", METRICS, "2026-01-02T03:04:05Z,7,{},1\n")
                            .rows())
                    .isOne();
            assertThat(rows.append(
                                    WireFormat.REMOTE_WRITE_1,
                                    sent,
                                    sent.length,
                                    new Target("default", "Metrics"),
                                    2,
                                    ARRIVAL,
                                    "test",
                                    RowFilter.ALL)
                            .rows())
                    .isOne();
        }
        List<String> all = new ArrayList<>();
        for (TableBuffer buffer : tables.buffers()) {
            all.addAll(RowsOfBodies.drain(buffer, new byte[1 << 12]));
        }
        assertThat(all).hasSize(4);
    }

    @Test
    void whatWasReadBeforeRulesActedOnRowsIsReplayedAsItWas() throws Exception {
        PipelineDocument document =
                PipelineConfigLoader.document("namespaces.default: {database: Metrics, add-labels: {a: b}}", "test");
        tables = new LiveTables(
                new RowRules(List.copyOf(document.namespaces().values()), List.of(), 1),
                RowsOfBodies.SETTINGS,
                deadLetters::add,
                null);
        BodyRows rows = new BodyRows(BodyDecoders.of(64 << 20, 42, DecodeCharge.unbounded()), tables);
        String row = "2026-01-02T03:04:05Z,7,{},1";
        AppendResult result = append(rows, "Up", METRICS, row + "\n", table -> true);
        assertThat(result.rows()).isOne();
        assertThat(lines()).containsExactly(entry("Up " + METRICS, List.of(row)));
    }

    /** In the columns that logs have, and one more. */
    private static String log(String severity, String message, String attributes, String extra) {
        return "2026-01-02T03:04:05.000000001Z,,ab,cd," + severity + ",0,\"{\"\"message\"\":\"\"" + message
                + "\"\"}\",\"{\"\"r\"\":1}\",\"" + attributes + "\",,0,0,1767323045000000001,0,,,,,,0,,," + extra
                + "\n";
    }

    private static long id(String... namesAndValues) {
        LabelSet labels = new LabelSet();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            byte[] both = (namesAndValues[i] + namesAndValues[i + 1]).getBytes(UTF_8);
            int name = namesAndValues[i].getBytes(UTF_8).length;
            labels.add(both, 0, name, name, both.length);
        }
        labels.sort();
        return labels.seriesId();
    }

    private BodyRows under(String document) throws Exception {
        PipelineDocument parsed = PipelineConfigLoader.document(document, "test");
        tables = new LiveTables(
                new RowRules(List.copyOf(parsed.namespaces().values()), List.of(), RowRules.CURRENT),
                RowsOfBodies.SETTINGS,
                deadLetters::add,
                new TablePlaces(RowsOfBodies.SETTINGS));
        return new BodyRows(BodyDecoders.of(64 << 20, 42, DecodeCharge.unbounded()), tables);
    }

    private static AppendResult append(BodyRows rows, String table, String schema, String csv)
            throws MalformedBodyException {
        return append(rows, table, schema, csv, RowFilter.ALL);
    }

    private static AppendResult append(BodyRows rows, String table, String schema, String csv, RowFilter filter)
            throws MalformedBodyException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(RowsBody.head(table, schema));
        body.writeBytes(csv.getBytes(UTF_8));
        return rows.append(
                WireFormat.ROWS,
                body.toByteArray(),
                body.size(),
                new Target("default", "Metrics"),
                1,
                ARRIVAL,
                "listen.in",
                filter);
    }

    /** By table and columns. */
    private Map<String, List<String>> lines() {
        Map<String, List<String>> lines = new TreeMap<>();
        for (TableBuffer buffer : tables.buffers()) {
            lines.put(
                    buffer.key().table() + " " + buffer.key().schema(), RowsOfBodies.drain(buffer, new byte[1 << 16]));
        }
        return lines;
    }
}
