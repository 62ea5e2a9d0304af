package io.adxflow.bench.kql;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.ThreadMXBean;
import io.adxflow.job.config.ConfigException;
import io.adxflow.job.config.PipelineConfigLoader;
import io.adxflow.job.rows.BodyDecoders;
import io.adxflow.job.rows.BodyRows;
import io.adxflow.job.rows.LiveTables;
import io.adxflow.job.rows.RowFilter;
import io.adxflow.job.rows.RowRules;
import io.adxflow.job.rows.RowSettings;
import io.adxflow.job.rows.TableBuffer;
import io.adxflow.job.rules.metrics.DocumentRef;
import io.adxflow.job.rules.scrub.detect.Detector;
import io.adxflow.job.rules.scrub.detect.Findings;
import io.adxflow.job.rules.scrub.detect.TextScanner;
import io.adxflow.sources.http.Target;
import io.adxflow.sources.wire.DecodeCharge;
import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.WireFormat;
import io.adxflow.sources.wire.WireFormat.Compression;
import io.adxflow.sources.wire.WireFormat.Encoding;
import io.adxflow.sources.wire.WireFormat.Signal;
import io.adxflow.sources.wire.otlp.OtlpRequest;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes rows of log records under rules, in one thread, and prints what a record costs beside decoding. */
@Command(
        name = "record-rules",
        description =
                "Makes rows of log records without rules, with transform, with scrub and with metrics made of them, in one thread; prints one JSON line each: CPU and bytes a record.")
public final class RecordRulesCommand implements Callable<Integer> {
    private static final int RECORDS_PER_BODY = 1_000;
    private static final int BODY_BYTES = 200;
    private static final WireFormat FORMAT = WireFormat.of(Signal.LOGS).stream()
            .filter(format -> format.encoding() == Encoding.PROTOBUF && format.compression() == Compression.NONE)
            .findFirst()
            .orElseThrow();

    private static final Map<String, String> RULES = new LinkedHashMap<>();

    static {
        RULES.put("no rules", "");
        RULES.put("where that drops everything", "transform: {logs: 'source | where SeverityNumber >= 21'}");
        RULES.put(
                "where + extend + project",
                "transform: {logs: 'source | where SeverityNumber >= 5 | extend Status = toint(Attributes[\"http.status_code\"])"
                        + " | project Timestamp, SeverityText, Status'}");
        RULES.put(
                "five extends",
                "transform: {logs: 'source | extend A = strlen(SeverityText), B = tolower(SeverityText), C = toint(Attributes[\"http.status_code\"]),"
                        + " D = strcat(SeverityText, \"-\", SeverityNumber), E = bin(Timestamp, 1m)'}");
        RULES.put("scrub: all detectors in bodies", "scrub: [{find: all, in: [body]}]");
        RULES.put("scrub: all detectors everywhere", "scrub: [{find: all}]");
        RULES.put(
                "metrics-from: a count of which no record is",
                "metrics-from: {m: 'OTelLogs | where SeverityNumber >= 17 | summarize count() by bin(Timestamp, 10s)'}");
        RULES.put(
                "metrics-from: a count by service and status",
                "metrics-from: {m: 'OTelLogs | summarize count() by service = tostring(Resource[\"service.name\"]),"
                        + " status = tostring(Attributes[\"http.status_code\"]), bin(Timestamp, 10s)'}");
    }

    @Option(
            names = "--records",
            defaultValue = "2000000",
            description = "measured, per set of rules (default: ${DEFAULT-VALUE})")
    private long records;

    @Option(
            names = "--only",
            defaultValue = "",
            paramLabel = "TEXT",
            description = "only sets of rules whose name has this text")
    private String only = "";

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Override
    public Integer call() throws ConfigException, MalformedBodyException {
        byte[] body = request();
        System.out.println(decoding(body));
        for (Map.Entry<String, String> rules : RULES.entrySet()) {
            if (rules.getKey().contains(only)) {
                System.out.println(rows(rules.getKey(), rules.getValue(), body));
            }
        }
        System.out.println(scan("all detectors, a text of 200 bytes with nothing in it", text("")));
        System.out.println(
                scan("all detectors, a text of 200 bytes with two findings", text("bob@example.com 10.1.2.3 ")));
        return 0;
    }

    private ObjectNode rows(String name, String rules, byte[] body) throws ConfigException, MalformedBodyException {
        String yaml = "namespaces.default:\n  database: Logs\n" + (rules.isEmpty() ? "" : "  " + rules + "\n");
        var document = PipelineConfigLoader.document(yaml, "bench");
        RowSettings settings = new RowSettings(1 << 20, 1_000, 3_600_000, 1 << 20);
        try (BodyDecoders decoders = BodyDecoders.of(64 << 20, 1, DecodeCharge.unbounded());
                LiveTables tables = new LiveTables(
                        new RowRules(List.copyOf(document.namespaces().values())), settings, letter -> {}, null)) {
            BodyRows bodies = new BodyRows(decoders, tables);
            byte[] window = new byte[1 << 16];
            Runnable one = () -> {
                try {
                    bodies.append(
                            FORMAT,
                            body,
                            body.length,
                            new Target("default", "Logs"),
                            0,
                            1_767_323_045_000L,
                            "bench",
                            RowFilter.ALL);
                } catch (MalformedBodyException e) {
                    throw new IllegalStateException(e);
                }
                tables.sums().commit();
                tables.sums().drain(new DocumentRef("", 0, RowRules.CURRENT), sum -> {});
                for (TableBuffer buffer : List.copyOf(tables.buffers())) {
                    buffer.drain(window, (bytes, offset, length) -> {});
                }
            };
            return measure(name, one, RECORDS_PER_BODY);
        }
    }

    /** What a record costs before any row is made of it. */
    private ObjectNode decoding(byte[] body) {
        OtlpRequest request = new OtlpRequest(Signal.LOGS, Long.MAX_VALUE);
        byte[] padded = Arrays.copyOf(body, body.length + 16);
        return measure(
                "decoding alone",
                () -> {
                    try {
                        request.take(padded, body.length);
                    } catch (MalformedBodyException e) {
                        throw new IllegalStateException(e);
                    }
                },
                RECORDS_PER_BODY);
    }

    private ObjectNode scan(String name, byte[] text) {
        TextScanner scanner = new TextScanner(Detector.all());
        Findings found = new Findings();
        return measure(
                name,
                () -> {
                    for (int i = 0; i < RECORDS_PER_BODY; i++) {
                        found.clear();
                        scanner.scan(text, 0, text.length, found);
                    }
                },
                RECORDS_PER_BODY);
    }

    private ObjectNode measure(String name, Runnable one, int perRun) {
        long runs = Math.max(1, records / perRun);
        for (long i = 0; i < runs / 3; i++) {
            one.run();
        }
        long bytes = threads.getCurrentThreadAllocatedBytes();
        long cpu = threads.getCurrentThreadCpuTime();
        for (long i = 0; i < runs; i++) {
            one.run();
        }
        cpu = threads.getCurrentThreadCpuTime() - cpu;
        bytes = threads.getCurrentThreadAllocatedBytes() - bytes;
        ObjectNode line = new ObjectMapper().createObjectNode();
        line.put("rules", name);
        line.put("records", runs * perRun);
        line.put("cpu_ns_per_record", Math.round((double) cpu / (runs * perRun)));
        line.put("records_per_cpu_second", Math.round(runs * perRun * 1e9 / cpu));
        line.put("allocated_bytes_per_record", Math.round(10.0 * bytes / (runs * perRun)) / 10.0);
        return line;
    }

    private static byte[] text(String found) {
        String filler =
                "GET /api/v1/orders/8812731 finished in 213 ms for tenant-17, upstream orders-backend-7f9c, attempt 1 of 3, no retry needed, trace 4bf92f3577b34da6a3ce929d0e0e4736 ";
        return (found + filler + filler).substring(0, BODY_BYTES).getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] request() {
        var request = ExportLogsServiceRequest.newBuilder();
        var resource = request.addResourceLogsBuilder();
        resource.getResourceBuilder()
                .addAttributes(attribute("service.name", "orders"))
                .addAttributes(attribute("host.name", "node-17"));
        var scope = resource.addScopeLogsBuilder();
        scope.getScopeBuilder().setName("bench");
        for (int i = 0; i < RECORDS_PER_BODY; i++) {
            scope.addLogRecords(LogRecord.newBuilder()
                    .setTimeUnixNano(1_767_323_045_000_000_000L + i * 1_000_000L)
                    .setSeverityNumberValue(9)
                    .setSeverityText("INFO")
                    .setBody(AnyValue.newBuilder().setStringValue(new String(text(""), StandardCharsets.US_ASCII)))
                    .addAttributes(attribute("http.method", "GET"))
                    .addAttributes(attribute("http.target", "/api/v1/orders"))
                    .addAttributes(KeyValue.newBuilder()
                            .setKey("http.status_code")
                            .setValue(AnyValue.newBuilder().setIntValue(200 + i % 5))));
        }
        return request.build().toByteArray();
    }

    private static KeyValue attribute(String key, String value) {
        return KeyValue.newBuilder()
                .setKey(key)
                .setValue(AnyValue.newBuilder().setStringValue(value))
                .build();
    }
}
