package io.adxflow.bench.kql;

import io.adxflow.kql.rows.RecordReader;
import io.adxflow.kql.types.Column;
import io.adxflow.kql.types.KqlType;
import io.adxflow.kql.types.Schema;
import io.adxflow.kql.values.DynamicValue;
import io.adxflow.kql.values.Text;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Log records as ranges of one array of bytes, about 350 bytes each: one in ten an error. */
final class LogRecords implements RecordReader {
    static final Schema SCHEMA = new Schema(List.of(
            new Column("Timestamp", KqlType.DATETIME),
            new Column("SeverityNumber", KqlType.INT),
            new Column("SeverityText", KqlType.STRING),
            new Column("Body", KqlType.STRING),
            new Column("Attributes", KqlType.DYNAMIC)));

    private static final int TEXTS = 3;
    private static final int FIRST_TEXT = 2;
    private static final String[] VERBS = {"GET", "POST", "PUT", "DELETE"};

    private final byte[] bytes;
    /** Where each text ends, one behind the other. */
    private final int[] ends;

    private final int[] severities;
    private int record;

    LogRecords(int count, long seed) {
        Random random = new Random(seed);
        StringBuilder all = new StringBuilder();
        ends = new int[count * TEXTS];
        severities = new int[count];
        for (int i = 0; i < count; i++) {
            boolean error = random.nextInt(10) == 0;
            severities[i] = error ? 17 : 9;
            String verb = VERBS[random.nextInt(VERBS.length)];
            int status = error ? 503 : 200;
            String[] texts = {
                error ? "ERROR" : "INFO",
                verb + " /api/v1/orders/" + random.nextInt(1_000_000) + (error ? " failed" : " finished") + " in "
                        + random.nextInt(500) + " ms for tenant-" + random.nextInt(100)
                        + ", upstream orders-backend, attempt 1 of 3, no retry needed",
                "{\"http.method\":\"" + verb + "\",\"http.status_code\":" + status
                        + ",\"http.target\":\"/api/v1/orders\","
                        + "\"net.peer.ip\":\"10.0." + random.nextInt(256) + "." + random.nextInt(256)
                        + "\",\"user\":{\"id\":\"u-" + random.nextInt(10_000) + "\",\"tier\":\"gold\"},\"took_ms\":"
                        + random.nextInt(500) + "}"
            };
            for (int t = 0; t < TEXTS; t++) {
                all.append(texts[t]);
                ends[i * TEXTS + t] = all.length();
            }
        }
        bytes = all.toString().getBytes(StandardCharsets.US_ASCII);
    }

    int size() {
        return severities.length;
    }

    /** Goes to a record. */
    LogRecords at(int index) {
        record = index;
        return this;
    }

    @Override
    public boolean isNull(int column) {
        return false;
    }

    @Override
    public long whole(int column) {
        return column == 0 ? 638_000_000_000_000_000L + record * 10_000L : severities[record];
    }

    @Override
    public double real(int column) {
        return 0;
    }

    @Override
    public void text(int column, Text into) {
        int text = record * TEXTS + column - FIRST_TEXT;
        into.set(bytes, text == 0 ? 0 : ends[text - 1], ends[text]);
    }

    @Override
    public void dynamic(int column, DynamicValue into) {
        int text = record * TEXTS + column - FIRST_TEXT;
        into.setRaw(bytes, text == 0 ? 0 : ends[text - 1], ends[text]);
    }

    @Override
    public @Nullable Object object(int column) {
        return null;
    }
}
