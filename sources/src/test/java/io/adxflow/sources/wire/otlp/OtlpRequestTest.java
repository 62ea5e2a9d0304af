package io.adxflow.sources.wire.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.MalformedBodyException.Reason;
import io.adxflow.sources.wire.ProtoReader;
import io.adxflow.sources.wire.WireFormat.Signal;
import io.adxflow.sources.wire.testing.NestedValues;
import io.adxflow.sources.wire.testing.OtlpFixtures;
import io.adxflow.sources.wire.testing.RandomOtlp;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OtlpRequestTest {
    private static final long ROW_LIMIT = 1 << 20;
    private static final Signal[] SIGNALS = {Signal.LOGS, Signal.TRACES};

    private final long seed = Long.getLong("adxflow.seed", 1);

    @Test
    void knowsEveryFieldThatIsAMessage() {
        assertSameShape(MessageShape.LOGS_REQUEST, ExportLogsServiceRequest.getDescriptor(), new HashSet<>());
        assertSameShape(MessageShape.TRACES_REQUEST, ExportTraceServiceRequest.getDescriptor(), new HashSet<>());
    }

    private static void assertSameShape(MessageShape shape, Descriptor message, Set<String> seen) {
        if (!seen.add(message.getFullName())) {
            return;
        }
        for (int number = 1; number < 40; number++) {
            FieldDescriptor field = message.findFieldByNumber(number);
            boolean isMessage = field != null && field.getType() == FieldDescriptor.Type.MESSAGE;
            MessageShape inner = shape.message(number);
            assertThat(inner != null)
                    .as("field %d of %s is a message", number, message.getFullName())
                    .isEqualTo(isMessage);
            if (inner != null) {
                assertSameShape(inner, field.getMessageType(), seen);
            }
        }
    }

    @Test
    void visitsEveryRecordWithItsResourceAndScope() throws Exception {
        RandomOtlp random = new RandomOtlp(seed);
        for (int i = 0; i < 300; i++) {
            for (Signal signal : SIGNALS) {
                Message message = random.next(signal);
                assertThat(visited(signal, message.toByteArray()))
                        .as("seed %d", seed)
                        .isEqualTo(expected(message));
            }
        }
    }

    @Test
    void visitsRecordedRequestsToo() throws Exception {
        for (Signal signal : SIGNALS) {
            for (OtlpFixtures.Fixture fixture : OtlpFixtures.of(signal)) {
                Message message = parse(signal, fixture.message());
                assertThat(visited(signal, fixture.message()))
                        .as("%s", fixture)
                        .isEqualTo(expected(message))
                        .isNotEmpty();
            }
        }
    }

    @Test
    void findsResourceAndScopeBehindTheirRecords() throws Exception {
        ScopeLogs records = ScopeLogs.newBuilder()
                .addLogRecords(LogRecord.newBuilder().setSeverityText("x"))
                .build();
        ScopeLogs scope = ScopeLogs.newBuilder()
                .setScope(InstrumentationScope.newBuilder().setName("s"))
                .setSchemaUrl("u")
                .build();
        ResourceLogs scopes = ResourceLogs.newBuilder()
                .addScopeLogs(ScopeLogs.parseFrom(records.toByteString().concat(scope.toByteString())))
                .build();
        ResourceLogs resource = ResourceLogs.newBuilder()
                .setResource(Resource.newBuilder().setDroppedAttributesCount(1))
                .build();
        ByteString backwards = scopes.toByteString().concat(resource.toByteString());
        byte[] request = ByteString.fromHex("0a")
                .concat(ByteString.copyFrom(new byte[] {(byte) backwards.size()}))
                .concat(backwards)
                .toByteArray();
        assertThat(visited(Signal.LOGS, request)).isEqualTo(expected(ExportLogsServiceRequest.parseFrom(request)));
    }

    @Test
    void refusesWhatProtobufRefusesAndNothingElse() throws Exception {
        Random random = new Random(seed);
        RandomOtlp requests = new RandomOtlp(seed + 1);
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            Signal signal = SIGNALS[i % 2];
            byte[] message = requests.next(signal).toByteArray();
            if (random.nextInt(4) == 0) {
                message = Arrays.copyOf(message, random.nextInt(message.length + 1));
            }
            for (int flips = random.nextInt(4); flips > 0 && message.length > 0; flips--) {
                message[random.nextInt(message.length)] ^= (byte) (1 << random.nextInt(8));
            }
            String oracle = refusal(signal, message);
            MalformedBodyException ours = null;
            try {
                visited(signal, message);
            } catch (MalformedBodyException e) {
                ours = e;
            }
            boolean onlyText = oracle != null && oracle.contains("UTF-8");
            if (!onlyText) {
                assertThat(ours == null)
                        .as("seed %d, %s: oracle %s, ours %s", seed, signal, oracle, ours)
                        .isEqualTo(oracle == null);
            }
            if (ours != null) {
                assertThat(ours.reason()).isEqualTo(Reason.PROTOBUF);
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(1000);
    }

    @Test
    void saysWhereAMessageIsDamaged() {
        byte[] request =
                logs(LogRecord.newBuilder().setSeverityText("x").build()).toByteArray();
        request[request.length - 2] = 9;
        MalformedBodyException refused =
                catchThrowableOfType(MalformedBodyException.class, () -> visited(Signal.LOGS, request));
        assertThat(refused).hasMessageContaining("resourceLogs[0].scopeLogs[0].logRecords[0]");
    }

    @Test
    void takesValuesOfAnyDepthWithoutRunningOutOfStack() throws Exception {
        for (int depth : new int[] {20, OtlpRequest.MAX_VALUE_DEPTH, 5_000}) {
            byte[] value = NestedValues.arrays(depth);
            assertThat(visited(Signal.LOGS, NestedValues.logs(value))).hasSize(1);
        }
    }

    @Test
    void refusesARequestThatWouldBecomeMoreRowsThanThereIsMemoryFor() {
        Resource large = Resource.newBuilder()
                .addAttributes(KeyValue.newBuilder().setKey("k".repeat(10_000)))
                .build();
        ScopeLogs.Builder many = ScopeLogs.newBuilder();
        for (int i = 0; i < 200; i++) {
            many.addLogRecords(LogRecord.getDefaultInstance());
        }
        byte[] request = ExportLogsServiceRequest.newBuilder()
                .addResourceLogs(ResourceLogs.newBuilder().setResource(large).addScopeLogs(many))
                .build()
                .toByteArray();
        MalformedBodyException refused =
                catchThrowableOfType(MalformedBodyException.class, () -> visited(Signal.LOGS, request));
        assertThat(refused.reason()).isEqualTo(Reason.TOO_LARGE);
    }

    private static ExportLogsServiceRequest logs(LogRecord record) {
        return ExportLogsServiceRequest.newBuilder()
                .addResourceLogs(ResourceLogs.newBuilder()
                        .addScopeLogs(ScopeLogs.newBuilder().addLogRecords(record)))
                .build();
    }

    /** One line for each record: owners, URLs and the record, as hex. */
    private static List<String> visited(Signal signal, byte[] message) throws MalformedBodyException {
        OtlpRequest request = new OtlpRequest(signal, ROW_LIMIT);
        request.take(Arrays.copyOf(message, message.length + ProtoReader.PADDING), message.length);
        List<String> lines = new ArrayList<>();
        request.visit(new OtlpRequest.Visitor() {
            private String resource = "";
            private String scope = "";

            @Override
            public void resource(OtlpRequest.Owner owner) {
                resource = text(owner);
            }

            @Override
            public void scope(OtlpRequest.Owner owner) {
                scope = text(owner);
            }

            private String text(OtlpRequest.Owner owner) {
                return (owner.start < 0 ? "none" : hex(owner.start, owner.end)) + " "
                        + hex(owner.schemaUrlStart, owner.schemaUrlEnd);
            }

            private String hex(int start, int end) {
                return HexFormat.of().formatHex(message, start, end);
            }

            @Override
            public void record(int start, int end) {
                lines.add(request.path().replaceAll("[a-zA-Z]", "") + " " + resource + " " + scope + " "
                        + hex(start, end));
                request.reader().seek(0, 0);
            }
        });
        return lines;
    }

    private static List<String> expected(Message message) {
        List<String> lines = new ArrayList<>();
        if (message instanceof ExportLogsServiceRequest logs) {
            for (int i = 0; i < logs.getResourceLogsCount(); i++) {
                ResourceLogs resource = logs.getResourceLogs(i);
                for (int j = 0; j < resource.getScopeLogsCount(); j++) {
                    ScopeLogs scope = resource.getScopeLogs(j);
                    for (int k = 0; k < scope.getLogRecordsCount(); k++) {
                        lines.add("[" + i + "].[" + j + "].[" + k + "] "
                                + hex(resource.hasResource() ? resource.getResource() : null) + " "
                                + hex(resource.getSchemaUrlBytes()) + " "
                                + hex(scope.hasScope() ? scope.getScope() : null) + " "
                                + hex(scope.getSchemaUrlBytes()) + " " + hex(scope.getLogRecords(k)));
                    }
                }
            }
        } else if (message instanceof ExportTraceServiceRequest traces) {
            for (int i = 0; i < traces.getResourceSpansCount(); i++) {
                ResourceSpans resource = traces.getResourceSpans(i);
                for (int j = 0; j < resource.getScopeSpansCount(); j++) {
                    ScopeSpans scope = resource.getScopeSpans(j);
                    for (int k = 0; k < scope.getSpansCount(); k++) {
                        Span span = scope.getSpans(k);
                        lines.add("[" + i + "].[" + j + "].[" + k + "] "
                                + hex(resource.hasResource() ? resource.getResource() : null) + " "
                                + hex(resource.getSchemaUrlBytes()) + " "
                                + hex(scope.hasScope() ? scope.getScope() : null) + " "
                                + hex(scope.getSchemaUrlBytes()) + " " + hex(span));
                    }
                }
            }
        }
        return lines;
    }

    private static String hex(@Nullable Message message) {
        return message == null ? "none" : hex(message.toByteString());
    }

    private static String hex(ByteString bytes) {
        return HexFormat.of().formatHex(bytes.toByteArray());
    }

    private static @Nullable String refusal(Signal signal, byte[] message) {
        try {
            var unused = parse(signal, message);
            return null;
        } catch (InvalidProtocolBufferException e) {
            return e.getMessage();
        }
    }

    private static Message parse(Signal signal, byte[] message) throws InvalidProtocolBufferException {
        Message like = signal == Signal.LOGS
                ? ExportLogsServiceRequest.getDefaultInstance()
                : ExportTraceServiceRequest.getDefaultInstance();
        return like.getParserForType().parseFrom(message);
    }
}
