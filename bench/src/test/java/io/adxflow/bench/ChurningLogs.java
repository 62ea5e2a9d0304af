package io.adxflow.bench;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.logs.v1.SeverityNumber;
import io.opentelemetry.proto.resource.v1.Resource;
import java.util.Random;

/** Bodies of log records of ten thousand resources in turn; each body brings a name of an attribute that no other has. Not thread-safe. */
final class ChurningLogs {
    static final int RECORDS_PER_BODY = 500;
    static final int RESOURCES = 10_000;
    private static final int RECORDS_PER_RESOURCE = 50;
    private static final long START_NANOS = 1_700_000_000_000_000_000L;

    private final Random random;

    ChurningLogs(long seed) {
        random = new Random(seed);
    }

    /** @param number of the body, which no other body has */
    byte[] body(long number) {
        ExportLogsServiceRequest.Builder request = ExportLogsServiceRequest.newBuilder();
        int groups = RECORDS_PER_BODY / RECORDS_PER_RESOURCE;
        for (int group = 0; group < groups; group++) {
            ScopeLogs.Builder scope = ScopeLogs.newBuilder();
            for (int i = 0; i < RECORDS_PER_RESOURCE; i++) {
                scope.addLogRecords(logRecord(number));
            }
            request.addResourceLogsBuilder()
                    .setResource(resource((int) ((number * groups + group) % RESOURCES)))
                    .addScopeLogs(scope);
        }
        return request.build().toByteArray();
    }

    private static Resource resource(int number) {
        return Resource.newBuilder()
                .addAttributes(pair("service.name", "orders-" + number % 100))
                .addAttributes(pair("service.instance.id", "instance-" + number))
                .addAttributes(pair("k8s.pod.name", "orders-7f6d8c9b-" + number))
                .addAttributes(pair("k8s.node.name", "aks-pool-" + number % 40))
                .build();
    }

    private LogRecord logRecord(long number) {
        byte[] trace = new byte[16];
        random.nextBytes(trace);
        return LogRecord.newBuilder()
                .setTimeUnixNano(START_NANOS + number * 1_000_000 + random.nextInt(1_000_000))
                .setSeverityNumber(SeverityNumber.SEVERITY_NUMBER_INFO)
                .setBody(AnyValue.newBuilder().setStringValue("GET /api/v1/orders/" + random.nextInt(1_000_000)))
                .addAttributes(pair("user.id", Long.toHexString(random.nextLong())))
                .addAttributes(pair("attempt." + number, Integer.toString(random.nextInt())))
                .setTraceId(ByteString.copyFrom(trace))
                .build();
    }

    private static KeyValue pair(String key, String value) {
        return KeyValue.newBuilder()
                .setKey(key)
                .setValue(AnyValue.newBuilder().setStringValue(value))
                .build();
    }
}
