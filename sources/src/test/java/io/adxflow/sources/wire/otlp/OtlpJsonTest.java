package io.adxflow.sources.wire.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.MalformedBodyException.Reason;
import io.adxflow.sources.wire.WireFormat;
import io.adxflow.sources.wire.WireFormat.Encoding;
import io.adxflow.sources.wire.WireFormat.Signal;
import io.adxflow.sources.wire.testing.DamagedOtlp;
import io.adxflow.sources.wire.testing.OtlpFixtures;
import io.adxflow.sources.wire.testing.OtlpJsonText;
import io.adxflow.sources.wire.testing.RandomOtlp;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import java.util.Arrays;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OtlpJsonTest {
    private final OtlpBodies bodies = new OtlpBodies(8 << 20);

    @AfterEach
    void close() {
        bodies.close();
    }

    @Test
    void turnsRandomRequestsIntoTheMessagesTheyAre() throws Exception {
        long seed = Long.getLong("adxflow.seed", 1);
        RandomOtlp random = new RandomOtlp(seed);
        for (int i = 0; i < 300; i++) {
            for (Signal signal : new Signal[] {Signal.LOGS, Signal.TRACES}) {
                Message message = random.next(signal);
                String json = OtlpJsonText.of(message);
                for (WireFormat format : WireFormat.of(signal)) {
                    if (format.encoding() == Encoding.JSON) {
                        byte[] body = DamagedOtlp.compress(format, json.getBytes(UTF_8));
                        assertThat(parse(message, format, body))
                                .as("seed %d: %s", seed, json)
                                .isEqualTo(message);
                    }
                }
            }
        }
    }

    @Test
    void turnsRecordedRequestsOfEverySignalIntoTheMessagesTheyAre() throws Exception {
        for (OtlpFixtures.Fixture fixture : OtlpFixtures.all()) {
            Signal signal = fixture.format().signal();
            Message message = prototype(signal).getParserForType().parseFrom(fixture.message());
            WireFormat format =
                    WireFormat.otlp(signal, Encoding.JSON, fixture.format().compression());
            byte[] body = DamagedOtlp.compress(format, OtlpJsonText.of(message).getBytes(UTF_8));
            assertThat(parse(message, format, body)).as("%s", fixture).isEqualTo(message);
        }
    }

    @Test
    void takesNumbersAsNumbersOrTextsAndEnumsAsNumbersOrNames() throws Exception {
        LogRecord expected = LogRecord.newBuilder()
                .setTimeUnixNano(1_700_000_000_000_000_001L)
                .setSeverityNumberValue(9)
                .setFlags(1)
                .setBody(AnyValue.newBuilder().setIntValue(-5))
                .build();
        for (String json : new String[] {
            "{'timeUnixNano':1700000000000000001,'severityNumber':9,'flags':1,'body':{'intValue':-5}}",
            "{'timeUnixNano':'1700000000000000001','severityNumber':'9','flags':'1','body':{'intValue':'-5'}}",
            "{'timeUnixNano':1700000000000000001.0,'severityNumber':'SEVERITY_NUMBER_INFO','flags':1e0,'body':{'intValue':'-0.5e1'}}"
        }) {
            assertThat(record(json)).as(json).isEqualTo(expected);
        }
        assertThat(record("{'timeUnixNano':18446744073709551615}").getTimeUnixNano())
                .isEqualTo(-1);
        assertThat(record("{'body':{'doubleValue':5}}").getBody().getDoubleValue())
                .isEqualTo(5.0);
        assertThat(record("{'body':{'doubleValue':'1.5'}}").getBody().getDoubleValue())
                .isEqualTo(1.5);
        assertThat(record("{'body':{'doubleValue':'-Infinity'}}").getBody().getDoubleValue())
                .isEqualTo(Double.NEGATIVE_INFINITY);
    }

    @Test
    void takesIdsInHexAndOtherBytesInBase64OfEitherAlphabet() throws Exception {
        assertThat(record("{'traceId':'5B8EFFF798038103D269B633813FC60C','spanId':'eee19b7ec3c1b174'}"))
                .isEqualTo(LogRecord.newBuilder()
                        .setTraceId(ByteString.fromHex("5b8efff798038103d269b633813fc60c"))
                        .setSpanId(ByteString.fromHex("eee19b7ec3c1b174"))
                        .build());
        ByteString bytes = ByteString.fromHex("fbff");
        for (String text : new String[] {"+/8=", "+/8", "-_8=", "-_8"}) {
            assertThat(record("{'body':{'bytesValue':'" + text + "'}}").getBody())
                    .isEqualTo(AnyValue.newBuilder().setBytesValue(bytes).build());
        }
    }

    @Test
    void tellsAValueThatSaysNothingFromNone() throws Exception {
        assertThat(record("{'body':{'stringValue':''}}").getBody().getValueCase())
                .isEqualTo(AnyValue.ValueCase.STRING_VALUE);
        assertThat(record("{'body':{}}").hasBody()).isTrue();
        assertThat(record("{'body':null}").hasBody()).isFalse();
        assertThat(record("{'body':{'arrayValue':{'values':[{},{}]}}}")
                        .getBody()
                        .getArrayValue()
                        .getValuesCount())
                .isEqualTo(2);
    }

    @Test
    void ignoresWhatItDoesNotKnow() throws Exception {
        assertThat(record("{'severity_text':'original names are not valid','new':[{'a':[1]}],'severityText':'x'}"))
                .isEqualTo(LogRecord.newBuilder().setSeverityText("x").build());
    }

    @Test
    void leavesHalfASurrogatePairForTheRecordToAnswerFor() throws Exception {
        byte[] json = logs("{'severityText':'\\ud83d','eventName':'\\ud83d\\ude00'}");
        int length = bodies.inflate(WireFormat.OTLP_LOGS_JSON, json);
        String bytes = new String(bodies.buffer(), 0, length, java.nio.charset.StandardCharsets.ISO_8859_1);
        assertThat(bytes).contains("\u00ed\u00a0\u00bd").contains("\u00f0\u009f\u0098\u0080");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "5",
                "{",
                "{}}",
                "{} {}",
                "{'resourceLogs':{}}",
                "{'resourceLogs':[5]}",
                "{'resourceLogs':[[]]}",
                "{'resourceLogs':[null]}",
                "{'resourceLogs':[{'resource':5}]}",
                "{'resourceLogs':[{'schemaUrl':5}]}",
                "{'resourceLogs':[{'resource':{'droppedAttributesCount':-1}}]}",
                "{'resourceLogs':[{'resource':{'droppedAttributesCount':4294967296}}]}",
                "{'resourceLogs':[{'resource':{'droppedAttributesCount':1.5}}]}",
                "{'resourceLogs':[{'resource':{'droppedAttributesCount':1e999999999}}]}",
                "{'resourceLogs':[{'resource':{'droppedAttributesCount':'0x1'}}]}",
                "{'resourceLogs':[{'resource':{'droppedAttributesCount':true}}]}",
            })
    void refusesWhatIsNotSuchAMessage(String json) {
        assertRefused(json.replace('\'', '"').getBytes(UTF_8), Reason.JSON);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'traceId':'5b8'}",
                "{'traceId':'zz'}",
                "{'traceId':5}",
                "{'severityNumber':'NONE_SUCH'}",
                "{'severityNumber':2147483648}",
                "{'body':{'boolValue':'yes'}}",
                "{'body':{'bytesValue':'*'}}",
                "{'body':{'doubleValue':'1e999'}}",
                "{'body':{'doubleValue':'0x1p3'}}",
                "{'body':{'doubleValue':1e999}}",
                "{'body':{'intValue':9223372036854775808}}",
                "{'severityNumber':'INFO'}",
                "{'droppedAttributesCount':-1}",
                "{'severityText':'a','severityText':'b'}",
                "{'attributes':{}}",
                "{'attributes':[null]}",
                "{'attributes':[{'key':'a','value':{'kvlistValue':{'values':[{'key':5}]}}}]}",
                "{'body':{'arrayValue':{'values':[{'arrayValue':{'values':[[{}]]}}]}}}",
                "{'body':{'arrayValue':{'values':[null]}}}",
                "null",
                "5",
                "[]",
                "[[{'a':[]}]]",
                "'text'",
            })
    void aRecordThatIsNotSuchIsLostAlone(String record) throws Exception {
        String good = "{'severityText':'good','attributes':[{'key':'k','value':{'intValue':'1'}}]}";
        ExportLogsServiceRequest request = (ExportLogsServiceRequest) parse(
                ExportLogsServiceRequest.getDefaultInstance(),
                WireFormat.OTLP_LOGS_JSON,
                logs(good + "," + record + "," + good));
        assertThat(request.getResourceLogs(0).getScopeLogs(0).getLogRecordsList())
                .as(record)
                .hasSize(2)
                .allSatisfy(left -> assertThat(left.getSeverityText()).isEqualTo("good"));
        JsonLosses losses = bodies.losses();
        assertThat(losses.records()).isEqualTo(1);
        assertThat(losses.warning()).isNull();
        assertThat(losses.texts())
                .singleElement(InstanceOfAssertFactories.STRING)
                .contains("/logRecords/1");
        bodies.inflate(WireFormat.OTLP_LOGS_JSON, logs(record));
        assertThat(bodies.losses().records()).isEqualTo(1);
    }

    @Test
    void whatIsWrongWithAResourceScopeOrMetricCostsAllThatIsInIt() throws Exception {
        String records = "'logRecords':[{},{'traceId':'abc'},{}]";
        String scope = "{'scope':{'name':'s'}," + records + "}";
        for (String bad : new String[] {
            "{'scopeLogs':[" + scope + "],'resource':{'droppedAttributesCount':-1}}",
            "{'resource':{'attributes':[{'key':1}]},'scopeLogs':[" + scope + "]}",
            "{'scopeLogs':[{'scope':5," + records + "}]}",
            "{'scopeLogs':[{" + records + ",'schemaUrl':[]}]}",
        }) {
            String json = "{'resourceLogs':[" + bad + ",{'scopeLogs':[" + scope + "]}]}";
            var request = (ExportLogsServiceRequest) parse(
                    ExportLogsServiceRequest.getDefaultInstance(),
                    WireFormat.OTLP_LOGS_JSON,
                    json.replace('\'', '"').getBytes(UTF_8));
            assertThat(request.getResourceLogsList().stream()
                            .flatMap(resource -> resource.getScopeLogsList().stream())
                            .mapToInt(one -> one.getLogRecordsCount())
                            .sum())
                    .as(bad)
                    .isEqualTo(2);
            assertThat(bodies.losses().records()).as(bad).isEqualTo(4);
        }
        String points = "{'dataPoints':[{'asInt':1},{'asInt':2}]}";
        String json = "{'resourceMetrics':[{'scopeMetrics':[{'metrics':[{'name':5,'gauge':" + points
                + "},{'name':'m','sum':" + points + "}]}]}]}";
        var metrics = (ExportMetricsServiceRequest) parse(
                ExportMetricsServiceRequest.getDefaultInstance(),
                WireFormat.OTLP_METRICS_JSON,
                json.replace('\'', '"').getBytes(UTF_8));
        assertThat(metrics.getResourceMetrics(0).getScopeMetrics(0).getMetricsList())
                .singleElement()
                .satisfies(left -> assertThat(left.getName()).isEqualTo("m"));
        assertThat(bodies.losses().records()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "{'resource_logs':[{'scope_logs':[{'log_records':[{}]}]}]}, /resource_logs, resourceLogs",
                "{'ResourceLogs':[]}, /ResourceLogs, resourceLogs",
                "{'x':1;'resourceLog':[]}, /resourceLog, resourceLogs",
                "{'resourceLogs':[{'scope_logs':[{'log_records':[{}]}]}]}, /resourceLogs/0/scope_logs, scopeLogs",
                "{'resourceLogs':[{'scopeLogs':[{'records':[{}];'log-records':[{}]}]}]}, log-records, logRecords",
            })
    void aBodyOfWhichNothingIsKnownIsWarnedOf(String json, String path, String nearest) throws Exception {
        byte[] body = json.replace('\'', '"').replace(';', ',').getBytes(UTF_8);
        bodies.inflate(WireFormat.OTLP_LOGS_JSON, body);
        assertThat(bodies.losses().records()).isZero();
        assertThat(bodies.losses().warning()).contains(path).contains("did you mean \"" + nearest + "\"?");
    }

    @Test
    void aBodyWithRecordsOrWithoutAnythingIsNotWarnedOf() throws Exception {
        for (String json : new String[] {"{}", "{\"resourceLogs\":[]}", "{\"resourceLogs\":[{\"scopeLogs\":[]}]}"}) {
            bodies.inflate(WireFormat.OTLP_LOGS_JSON, json.getBytes(UTF_8));
            assertThat(bodies.losses().warning()).as(json).isNull();
        }
        bodies.inflate(WireFormat.OTLP_LOGS_JSON, logs("{'severity_text':'x'}"));
        assertThat(bodies.losses().warning()).isNull();
        bodies.inflate(WireFormat.OTLP_LOGS_JSON, "{\"x\":1}".getBytes(UTF_8));
        assertThat(bodies.losses().warning()).contains("/x is not known").doesNotContain("did you mean");
    }

    @Test
    void whatIsNotJsonCostsTheBody() {
        assertRefused(logs("{'severityText':'a\nb'}"), Reason.JSON);
        assertRefused(logs("{'traceId':'abc',}"), Reason.JSON);
        assertRefused(logs("{'traceId':'abc'"), Reason.JSON);
    }

    @Test
    void refusesWhatIsNestedTooDeep() {
        for (String open :
                new String[] {"{\"a\":", "[", "{\"resourceLogs\":[", "{\"body\":{\"arrayValue\":{\"values\":["}) {
            byte[] json = ("{\"x\":" + open.repeat(100_000)).getBytes(UTF_8);
            assertRefused(json, Reason.JSON);
        }
        String values = "{\"arrayValue\":{\"values\":[".repeat(100_000);
        assertRefused(logs("{'body':" + values), Reason.JSON);
    }

    @Test
    void boundsWhatItMakes() {
        try (OtlpBodies small = new OtlpBodies(100_000)) {
            String json = "{\"resourceLogs\":[" + "{},".repeat(30_000) + "{}]}";
            MalformedBodyException refused = catchThrowableOfType(
                    MalformedBodyException.class, () -> small.inflate(WireFormat.OTLP_LOGS_JSON, json.getBytes(UTF_8)));
            assertThat(refused.reason()).isEqualTo(Reason.TOO_LARGE);
        }
    }

    private void assertRefused(byte[] json, Reason reason) {
        MalformedBodyException refused = catchThrowableOfType(
                MalformedBodyException.class, () -> bodies.inflate(WireFormat.OTLP_LOGS_JSON, json));
        assertThat(refused)
                .as("%s", new String(json, 0, Math.min(json.length, 200), UTF_8))
                .isNotNull();
        assertThat(refused.reason()).as("%s", refused.getMessage()).isEqualTo(reason);
        assertThat(refused.getMessage()).matches("[ -~]{10,700}");
    }

    /** A record with single quotes for double ones. */
    private static byte[] logs(String record) {
        return ("{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[" + record.replace('\'', '"') + "]}]}]}")
                .getBytes(UTF_8);
    }

    private LogRecord record(String record) throws Exception {
        ExportLogsServiceRequest request = (ExportLogsServiceRequest)
                parse(ExportLogsServiceRequest.getDefaultInstance(), WireFormat.OTLP_LOGS_JSON, logs(record));
        return request.getResourceLogs(0).getScopeLogs(0).getLogRecords(0);
    }

    private Message parse(Message like, WireFormat format, byte[] body) throws Exception {
        int length = bodies.inflate(format, body);
        return like.getParserForType().parseFrom(Arrays.copyOf(bodies.buffer(), length));
    }

    private static Message prototype(Signal signal) {
        return switch (signal) {
            case LOGS -> ExportLogsServiceRequest.getDefaultInstance();
            case TRACES -> ExportTraceServiceRequest.getDefaultInstance();
            default -> ExportMetricsServiceRequest.getDefaultInstance();
        };
    }
}
