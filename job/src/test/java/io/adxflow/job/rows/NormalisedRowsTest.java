package io.adxflow.job.rows;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.sources.wire.WireFormat;
import io.adxflow.sources.wire.testing.BodyBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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

    /** What each does, by what a row of {@link #everything} has without it and with it. */
    private enum Part {
        IDENTIFIERS("\"http.method\":\"GET\"", "\"http_method\":\"GET\""),
        UNIT_SUFFIXES("LatencyMs ", "LatencyMilliseconds "),
        SEVERITIES("SeverityNumber=0", "SeverityNumber=13"),
        TIMESTAMPS(" Timestamp=1970-01-01T00:00:01.799999999Z", " Timestamp=2027-01-15T07:59:59Z"),
        LABEL_CASE("\"Host\":\"a\"", "\"host\":\"a\""),
        EMPTY_VALUES("\"gone\":\"nil\"", "\"k\":\"v\"}"),
        JSON_BODIES("Body={\"message\":\"{\\\"a\\\": 1}\"}", "Body={\"a\":1}"),
        KEY_VALUE_BODIES("Body={\"message\":\"n=3 m=4\"}", "Body={\"n\":\"3\",\"m\":\"4\"}");

        private final String off;
        private final String on;

        Part(String off, String on) {
            this.off = off;
            this.on = on;
        }

        String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    @ParameterizedTest
    @EnumSource
    void eachPartActsWhenItIsOnAndOnlyThen(Part part) throws Exception {
        String others = Arrays.stream(Part.values())
                .filter(each -> each != part)
                .map(each -> each.text() + ": true")
                .collect(Collectors.joining(", "));
        assertThat(everything("")).contains(part.off).doesNotContain(part.on);
        assertThat(everything(part.text() + ": true")).contains(part.on).doesNotContain(part.off);
        assertThat(everything(part.text() + ": false, " + others)).doesNotContain(part.on);
        assertThat(everything(part.text() + ": true, " + others)).doesNotContain(part.off);
        for (Part other : Part.values()) {
            if (other != part) {
                assertThat(everything(part.text() + ": true")).contains(other.off);
            }
        }
    }

    private static String everything(String normalise) throws Exception {
        OtlpBodiesInRows rows = new OtlpBodiesInRows(
                RulesInRowsTest.namespace("namespaces.default: {database: Telemetry"
                        + (normalise.isEmpty() ? "" : ", normalise: {" + normalise + "}") + "}"),
                OtlpBodiesInRows.SETTINGS);
        String json =
                """
                {"resourceLogs":[{"scopeLogs":[{"logRecords":[
                  {"timeUnixNano":"1799999999","severityText":"WARN","body":{"stringValue":"{\\"a\\": 1}"},
                   "attributes":[{"key":"k","value":{"stringValue":"v"}},{"key":"gone","value":{"stringValue":"nil"}}]},
                  {"timeUnixNano":"1799999998000000000","severityNumber":5,"body":{"stringValue":"n=3 m=4"}}]}]}]}
                """;
        rows.append(WireFormat.OTLP_LOGS_JSON, json.getBytes(StandardCharsets.UTF_8));
        rows.append(
                WireFormat.REMOTE_WRITE_2,
                new BodyBuilder()
                        .series("latency_ms", "Host", "a", "http.method", "GET")
                        .sample(OtlpBodiesInRows.ARRIVAL, 1)
                        .compressed(WireFormat.REMOTE_WRITE_2));
        StringBuilder all = new StringBuilder();
        rows.drain().forEach((table, ofTable) -> {
            all.append(table).append(' ').append('\n');
            ofTable.forEach(row -> row.forEach((column, value) ->
                    all.append(' ').append(column).append('=').append(value).append('\n')));
        });
        return all.toString();
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
