package io.adxflow.job.rows;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.adxflow.job.config.OtlpRules;
import io.adxflow.sinks.batch.TableSchema;
import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.WireFormat;
import io.adxflow.sources.wire.testing.RandomBodies;
import io.adxflow.sources.wire.testing.RandomOtlp;
import io.adxflow.sources.wire.testing.RandomOtlpMetrics;
import io.adxflow.sources.wire.testing.RemoteWriteFixtures;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Each field of each row is a text that its column's type reads, whatever was sent; read here with the JDK's and Jackson's parsers. */
class ColumnTypesTest {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");

    private final long seed = Long.getLong("adxflow.seed", 1);
    private final OtlpBodiesInRows rows = new OtlpBodiesInRows(
            OtlpBodiesInRows.namespace(OtlpBodiesInRows.LIFTING, java.util.List.of("*")),
            new RowSettings(1 << 24, 1_000_000, 3_600_000, 1 << 20));
    private long fields;

    @Test
    void holdTheFieldsOfLogsAndSpans() throws Exception {
        RandomOtlp random = new RandomOtlp(seed);
        for (int i = 0; i < 400; i++) {
            var unused = rows.append(WireFormat.OTLP_LOGS, random.logs().toByteArray());
            var unused2 = rows.append(WireFormat.OTLP_TRACES, random.traces().toByteArray());
            checkAll();
        }
        assertThat(fields).isGreaterThan(20_000);
    }

    @Test
    void holdTheFieldsOfMetrics() throws Exception {
        RandomOtlpMetrics otlp = new RandomOtlpMetrics(seed);
        RandomBodies remoteWrite = new RandomBodies(seed);
        for (int i = 0; i < 400; i++) {
            var unused = rows.append(WireFormat.OTLP_METRICS, otlp.next().toByteArray());
            for (WireFormat format : WireFormat.of(WireFormat.Signal.REMOTE_WRITE)) {
                byte[] body = RemoteWriteFixtures.compress(remoteWrite.next(format));
                try {
                    var unused2 = rows.append(format, body);
                } catch (MalformedBodyException e) {
                    assertThat(e.getMessage()).isNotEmpty();
                }
            }
            checkAll();
        }
        assertThat(fields).isGreaterThan(20_000);
    }

    private void checkAll() throws Exception {
        byte[] window = new byte[1 << 12];
        for (TableBuffer buffer : rows.tables.buffers()) {
            TableSchema schema = TableSchema.parse(buffer.key().schema());
            for (String line : RowsOfBodies.drain(buffer, window)) {
                Map<String, String> row = CsvLines.fields(buffer.key().schema(), line);
                for (TableSchema.Column column : schema.columns()) {
                    String text = row.get(column.name());
                    if (!text.isEmpty()) {
                        check(buffer.key().table() + "." + column.name(), column.type(), text);
                        fields++;
                    }
                }
            }
        }
    }

    private void check(String column, String type, String text) {
        try {
            boolean fits =
                    switch (type) {
                        case "long" -> text.equals(Long.toString(Long.parseLong(text)));
                        case "int" -> text.equals(Integer.toString(Integer.parseInt(text)));
                        case "real" ->
                            text.matches("NaN|-?Infinity") || Double.isFinite(new BigDecimal(text).doubleValue());
                        case "bool" -> text.equals("true") || text.equals("false");
                        case "datetime" -> isDatetime(text);
                        case "dynamic" -> JSON.readTree(text) != null;
                        default -> type.equals("string");
                    };
            assertThat(fits).as("%s:%s = %s, seed %d", column, type, text, seed).isTrue();
        } catch (Exception e) {
            throw new AssertionError(column + ":" + type + " = " + text + ", seed " + seed, e);
        }
    }

    private static boolean isDatetime(String text) {
        Instant instant = OffsetDateTime.parse(text).toInstant();
        return !instant.isBefore(FIRST) && instant.isBefore(END) && text.charAt(16) == ':';
    }

    @Test
    void knowNoDurationOfASpanThatLacksAnEnd() throws Exception {
        long now = 1_795_943_404_996_090_030L;
        assertThat(duration(now, 0)).isEmpty();
        assertThat(duration(0, now)).isEmpty();
        assertThat(duration(0, 0)).isEmpty();
        assertThat(duration(now, now)).isEqualTo("0");
        assertThat(duration(now, now + 5)).isEqualTo("5");
        assertThat(duration(now, now - 5)).isEqualTo("-5");
        assertThat(duration(1, Long.MIN_VALUE)).isEqualTo(Long.toString(Long.MAX_VALUE));
        assertThat(duration(1, Long.MIN_VALUE + 1)).isEmpty();
        assertThat(duration(-1, Long.MAX_VALUE)).isEqualTo(Long.toString(Long.MIN_VALUE));
        assertThat(duration(-1, Long.MAX_VALUE - 1)).isEmpty();
        assertThat(duration(-2, -1)).isEqualTo("1");
    }

    private static String duration(long start, long end) throws Exception {
        ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
        request.addResourceSpansBuilder()
                .addScopeSpansBuilder()
                .addSpans(Span.newBuilder().setStartTimeUnixNano(start).setEndTimeUnixNano(end));
        OtlpBodiesInRows one = new OtlpBodiesInRows(OtlpRules.DEFAULT);
        var unused = one.append(WireFormat.OTLP_TRACES, request.build().toByteArray());
        return one.only().get(0).get("DurationNano");
    }
}
