package io.adxflow.job.rows;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.sources.wire.WireFormat;
import io.adxflow.sources.wire.testing.BodyBuilder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NormalisedRowsTest {
    private static final String ALL =
            """
            namespaces.default:
              database: Telemetry
              normalise: [identifiers, unit-suffixes, severities, timestamps, label-case, empty-values, json-bodies, key-value-bodies]
            """;
    private static final String LOGS =
            """
            {"resourceLogs":[{"resource":{"attributes":[
              {"key":"service.name","value":{"stringValue":"s"}},{"key":"empty","value":{"stringValue":""}},{"key":"none"}]},
             "schemaUrl":"u","scopeLogs":[{"scope":{"name":"lib"},"logRecords":[
              {"timeUnixNano":"1799999999","severityText":"WARN","body":{"stringValue":"{\\"a\\": 1, \\"b\\": [true, null, 1.5], \\"c\\": {\\"d\\": \\"é\\"}}"},
               "attributes":[{"key":"k","value":{"stringValue":"v"}},{"key":"gone","value":{"stringValue":"null"}}]},
              {"timeUnixNano":"1799999999000000000","severityNumber":5,"severityText":"fatal","body":{"stringValue":"level=info msg=\\"two words\\" n=3"}},
              {"timeUnixNano":"7","observedTimeUnixNano":"1799999999000","severityText":"?","body":{"stringValue":"just a=text"}}
             ]}]}]}
            """;

    @Test
    void logsAreBroughtIntoOneForm() throws Exception {
        OtlpBodiesInRows rows = new OtlpBodiesInRows(RulesInRowsTest.namespace(ALL), OtlpBodiesInRows.SETTINGS);
        AppendResult result = rows.append(WireFormat.OTLP_LOGS_JSON, LOGS.getBytes(StandardCharsets.UTF_8));
        assertThat(result.logRecords()).isEqualTo(3);
        assertThat(result.mendedTimes()).isEqualTo(3);
        List<Map<String, String>> drained = rows.drain().get("Telemetry.OTelLogs");
        assertThat(drained.get(0))
                .containsEntry("Timestamp", "2027-01-15T07:59:59Z")
                .containsEntry("SeverityNumber", "13")
                .containsEntry("SeverityText", "WARN")
                .containsEntry("Body", "{\"a\":1,\"b\":[true,null,1.5],\"c\":{\"d\":\"é\"}}")
                .containsEntry("Attributes", "{\"k\":\"v\"}")
                .containsEntry("Resource", "{\"service.name\":\"s\"}")
                .containsEntry("ResourceSchemaUrl", "u")
                .containsEntry("ScopeName", "lib");
        assertThat(drained.get(1))
                .containsEntry("SeverityNumber", "5")
                .containsEntry("Body", "{\"level\":\"info\",\"msg\":\"two words\",\"n\":\"3\"}");
        assertThat(drained.get(2))
                .containsEntry("SeverityNumber", "0")
                .containsEntry("Timestamp", "2027-01-15T08:00:00.123Z")
                .containsEntry("ObservedTimestamp", "2027-01-15T07:59:59Z")
                .containsEntry("Body", "{\"message\":\"just a=text\"}");
    }

    @Test
    void withNothingToNormaliseARewrittenRequestIsTheSame() throws Exception {
        String plain = LOGS.replace("\"1799999999\"", "\"1799999999000000000\"")
                .replace("\"7\"", "\"1799999999000000007\"")
                .replace("\"1799999999000\"", "\"0\"");
        OtlpBodiesInRows without = new OtlpBodiesInRows(
                RulesInRowsTest.namespace("namespaces.default.database: Telemetry"), OtlpBodiesInRows.SETTINGS);
        OtlpBodiesInRows with = new OtlpBodiesInRows(
                RulesInRowsTest.namespace("namespaces.default: {database: Telemetry, normalise: {timestamps: true}}"),
                OtlpBodiesInRows.SETTINGS);
        for (OtlpBodiesInRows each : List.of(without, with)) {
            assertThat(each.append(WireFormat.OTLP_LOGS_JSON, plain.getBytes(StandardCharsets.UTF_8))
                            .mendedTimes())
                    .isZero();
        }
        assertThat(with.drain()).isEqualTo(without.drain());
    }

    @Test
    void spansHaveTheirTimesMendedAndEmptyAttributesLeftOut() throws Exception {
        OtlpBodiesInRows rows = new OtlpBodiesInRows(RulesInRowsTest.namespace(ALL), OtlpBodiesInRows.SETTINGS);
        String json =
                """
                {"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"0102030405060708090a0b0c0d0e0f10","spanId":"0102030405060708",
                 "name":"n","startTimeUnixNano":"1799999998000","endTimeUnixNano":"1799999999000000000",
                 "attributes":[{"key":"a","value":{"stringValue":" "}},{"key":"b","value":{"intValue":"1"}}]}]}]}]}
                """;
        rows.append(WireFormat.OTLP_TRACES_JSON, json.getBytes(StandardCharsets.UTF_8));
        assertThat(rows.drain().get("Telemetry.OTelTraces")).singleElement().satisfies(row -> assertThat(row)
                .containsEntry("StartTime", "2027-01-15T07:59:58Z")
                .containsEntry("EndTime", "2027-01-15T07:59:59Z")
                .containsEntry("TraceAttributes", "{\"b\":1}"));
    }

    @Test
    void samplesInSecondsAreMendedAndTheSameInAReplay() {
        RowsOfBodies rows = new RowsOfBodies(RulesInRowsTest.namespace(ALL), RowsOfBodies.SETTINGS);
        // These bodies arrive in the first seconds of 1970.
        BodyBuilder body = new BodyBuilder()
                .series("Latency_ms", "Host", "a")
                .sample(1_000, 1)
                .sample(5_000_000_000_000L, 2)
                .series("latency_milliseconds", "host", "b")
                .sample(500, 1);
        AppendResult result = rows.append(body);
        assertThat(result.mendedTimes()).isEqualTo(1);
        assertThat(result.nameCollisions()).isEqualTo(1);
        Map<String, List<String>> first = rows.drain(1 << 16);
        assertThat(first).containsOnlyKeys("LatencyMilliseconds");
        RowsOfBodies replay = new RowsOfBodies(RulesInRowsTest.namespace(ALL), RowsOfBodies.SETTINGS);
        replay.append(body, table -> true);
        assertThat(replay.drain(1 << 16)).isEqualTo(first);
    }
}
