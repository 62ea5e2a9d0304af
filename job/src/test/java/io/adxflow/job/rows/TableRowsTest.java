package io.adxflow.job.rows;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adxflow.job.config.PipelineConfigLoader;
import io.adxflow.job.config.PipelineDocument;
import io.adxflow.sources.http.Target;
import io.adxflow.sources.wire.DecodeCharge;
import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.RowsBody;
import io.adxflow.sources.wire.WireFormat;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TableRowsTest {
    private static final String METRICS = "Timestamp:datetime,SeriesId:long,Labels:dynamic,Value:real,Host:string";

    private final List<DeadLetter> deadLetters = new ArrayList<>();

    @Test
    void rowsStayAsTheyAre() throws Exception {
        BodyRows rows = under("namespaces.default: {database: Metrics}");
        AppendResult result = append(
                rows, METRICS, "2026-01-02T03:04:05.123Z,-7,\"{\"\"a\"\":\"\"b\"\"}\",1,\n,,\"{}\",NaN,\"x,\ny\"\n");
        assertThat(result.rows()).isEqualTo(2);
        assertThat(result.records()).isEqualTo(2);
        TableBuffer table = tables.buffers().iterator().next();
        assertThat(table.key().table()).isEqualTo("Up");
        assertThat(table.key().schema()).isEqualTo(METRICS);
        assertThat(table.minTimestampMillis()).isEqualTo(1_767_323_045_123L);
        // A row without a time is found by when it came.
        assertThat(table.maxTimestampMillis()).isEqualTo(1_800_000_000_000L);
        assertThat(lines())
                .containsExactly(Map.entry(
                        "local",
                        List.of("2026-01-02T03:04:05.123Z,-7,\"{\"\"a\"\":\"\"b\"\"}\",1,", ",,\"{}\",NaN,\"x,\ny\"")));
    }

    @Test
    void subscriptionsSeeColumnsAndLabels() throws Exception {
        BodyRows rows = under(
                """
                monikers: {a: {kind: directory, path: /a}, b: {kind: directory, path: /b}}
                namespaces.default: {database: Metrics, monikers: []}
                subscriptions:
                  a: {from: [default], signals: [metrics], where: 'job="api"', to: a}
                  b: {from: [default], tables: [Up], where: 'Host=~"h.*"', to: b}
                """);
        AppendResult result = append(
                rows,
                METRICS,
                """
                ,1,"{""job"":""api""}",1,x
                ,2,"{""job"":""web""}",1,h1
                ,3,"{""job"":""web""}",1,x
                """);
        assertThat(result.unsubscribedRows()).isOne();
        assertThat(lines())
                .containsExactly(
                        Map.entry("[Delivery[moniker=a, held=]]", List.of(",1,\"{\"\"job\"\":\"\"api\"\"}\",1,x")),
                        Map.entry("[Delivery[moniker=b, held=]]", List.of(",2,\"{\"\"job\"\":\"\"web\"\"}\",1,h1")));
    }

    @Test
    void scrubbingActsOnColumnsOfTextAndJson() throws Exception {
        BodyRows rows = under(
                """
                namespaces.default:
                  database: Metrics
                  scrub: [{name: mails, find: [email], in: [everything]}]
                """);
        append(rows, METRICS, ",1,\"{\"\"mail\"\":\"\"bob@example.com\"\"}\",1,\"bob@example.com, x\"\n");
        assertThat(lines().get("local"))
                .singleElement()
                .asString()
                .doesNotContain("bob")
                .contains("mail");
    }

    @Test
    void aBodyIsCheckedAsAWholeBeforeAnyOfItIsTaken() throws Exception {
        BodyRows rows = under("namespaces.default: {database: Metrics}");
        assertRefused(rows, METRICS, ",1,\"{}\",1,\n,1\n", "row 1 of these has 2 fields");
        assertRefused(rows, METRICS, ",1,\"{}\",1,\n,1,\"{}\",1,\"", "row 1 of these has no end");
        assertRefused(rows, "A:text", "a\n", "type 'text'");
        assertRefused(rows, "A:string,a:string", "a,b\n", "column a: twice");
        assertRefused(rows, "A/:string", "a\n", "is not a name");
        assertThat(tables.buffers()).isEmpty();
    }

    @Test
    void aValueThatNoColumnTakesGoesToTheDeadLettersAlone() throws Exception {
        BodyRows rows = under("namespaces.default: {database: Metrics}");
        AppendResult result = append(rows, "A:string", "x".repeat((1 << 20) + 1) + "\ny\n");
        assertThat(result.deadLetteredRows()).isOne();
        assertThat(result.rows()).isOne();
        assertThat(deadLetters)
                .singleElement()
                .extracting(DeadLetter::reason)
                .isEqualTo(DeadLetter.Reason.VALUE_TOO_LARGE);
    }

    private LiveTables tables;

    private BodyRows under(String document) throws Exception {
        PipelineDocument parsed = PipelineConfigLoader.document(document, "test");
        tables = new LiveTables(
                new RowRules(
                        List.copyOf(parsed.namespaces().values()),
                        List.copyOf(parsed.subscriptions().values()),
                        RowRules.CURRENT),
                RowsOfBodies.SETTINGS,
                deadLetters::add,
                new TablePlaces(RowsOfBodies.SETTINGS));
        return new BodyRows(BodyDecoders.of(64 << 20, 42, DecodeCharge.unbounded()), tables);
    }

    private static void assertRefused(BodyRows rows, String schema, String csv, String why) {
        assertThatThrownBy(() -> append(rows, schema, csv))
                .isInstanceOf(MalformedBodyException.class)
                .hasMessageContaining(why);
    }

    private static AppendResult append(BodyRows rows, String schema, String csv) throws MalformedBodyException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(RowsBody.head("Up", schema));
        body.writeBytes(csv.getBytes(UTF_8));
        return rows.append(
                WireFormat.ROWS,
                body.toByteArray(),
                body.size(),
                new Target("default", "Metrics"),
                1,
                1_800_000_000_000L,
                "listen.in",
                RowFilter.ALL);
    }

    /** By where they go. */
    private Map<String, List<String>> lines() {
        Map<String, List<String>> lines = new TreeMap<>();
        for (TableBuffer buffer : tables.buffers()) {
            String to = buffer.key().deliveries().areOfNamespace()
                    ? "local"
                    : buffer.key().deliveries().all().toString();
            lines.put(to, RowsOfBodies.drain(buffer, new byte[1 << 16]));
        }
        return lines;
    }
}
