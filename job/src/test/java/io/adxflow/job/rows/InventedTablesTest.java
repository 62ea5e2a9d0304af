package io.adxflow.job.rows;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.job.config.NamespaceSpec;
import io.adxflow.proto.v1.MetricMetadata;
import io.adxflow.proto.v1.WriteRequest;
import io.adxflow.sinks.batch.BatchKey;
import io.adxflow.sinks.schema.TableId;
import io.adxflow.sinks.schema.TableNotes;
import io.adxflow.sinks.schema.TableVersions;
import io.adxflow.sinks.storage.StorageSettings;
import io.adxflow.sources.http.Target;
import io.adxflow.sources.limits.Stock;
import io.adxflow.sources.wire.RemoteWriteDecoder;
import io.adxflow.sources.wire.WireFormat;
import io.adxflow.sources.wire.testing.BodyBuilder;
import io.adxflow.sources.wire.testing.RemoteWriteFixtures;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one sender that invents names may do to the others. */
class InventedTablesTest {
    private static final long IDLE = 3_600_000;
    private static final RowSettings SETTINGS = new RowSettings(256 << 20, 10_000, IDLE, 1 << 20);
    private static final RowRules RULES = new RowRules(List.of(namespace("a"), namespace("b")));

    @TempDir
    Path folder;

    private final TablePlaces places = new TablePlaces(SETTINGS);
    private final LiveTables[] readers = {
        new LiveTables(RULES, SETTINGS, letter -> {}, places), new LiveTables(RULES, SETTINGS, letter -> {}, places)
    };
    private final RemoteWriteDecoder decoder = new RemoteWriteDecoder(64 << 20, 42);
    private long sequence;
    private long now = 1_000_000;

    private static NamespaceSpec namespace(String name) {
        return new NamespaceSpec(name, "Metrics", List.of("*"), List.of("local"), Map.of(), List.of());
    }

    private AppendResult send(String namespace, String sender, BodyBuilder body) throws Exception {
        LiveTables reader = readers[(int) (sequence % readers.length)];
        return reader.append(
                decoder.decode(WireFormat.REMOTE_WRITE_1, body.compressed(WireFormat.REMOTE_WRITE_1)),
                new Target(namespace, "Metrics"),
                sequence++,
                now,
                sender,
                RowFilter.ALL);
    }

    private static BodyBuilder names(String prefix, int from, int count) {
        BodyBuilder body = new BodyBuilder();
        for (int i = from; i < from + count; i++) {
            body.series(prefix + i, "job", "x").sample(1, i);
        }
        return body;
    }

    private void drain() {
        byte[] window = new byte[1 << 16];
        for (LiveTables reader : readers) {
            for (TableBuffer buffer : reader.buffers()) {
                RowsOfBodies.drain(buffer, window);
            }
        }
    }

    /** Time passes as in the reader's ticks, four a second, without waiting for them. */
    private void pass(long millis) {
        now += millis;
        for (int tick = 0; tick < 10; tick++) {
            now += 250;
            for (LiveTables reader : readers) {
                reader.trimIdle(now);
            }
        }
    }

    @Test
    void leavesEveryOtherSenderRoomAndGetsItBackWithTime() throws Exception {
        for (int request = 0; request < 20; request++) {
            send("a", "/10.6.6.6:" + request + " curl", names("invented_", 1_000 * request, 1_000));
        }
        assertThat(places.usage("a")).isEqualTo(new TablePlaces.Usage(5_000, 5_000));
        AppendResult refused = send("a", "/10.6.6.6:99 curl", names("more_", 0, 10));
        assertThat(refused.refusedTables()).isEqualTo(10);
        assertThat(refused.problems()).contains("10.6.6.6 made 5000 tables of namespace a", "rows.max-tables");

        for (String namespace : List.of("a", "b")) {
            for (int sender = 0; sender < 10; sender++) {
                AppendResult taken = send(
                        namespace,
                        "/10.0.0." + sender + ":1 Prometheus/3.15.0",
                        names("of_" + namespace + sender + "_", 0, 400));
                assertThat(taken.problems()).as(namespace + sender).isNull();
                assertThat(taken.rows()).isEqualTo(400);
            }
        }
        drain();
        assertThat(send("a", "/10.6.6.6:1 curl", names("invented_", 0, 10)).problems())
                .as("a table that is there takes rows of whom it was made by")
                .isNull();

        pass(IDLE / 2);
        for (int sender = 0; sender < 10; sender++) {
            assertThat(send("a", "/10.0.0." + sender + ":2", names("of_a" + sender + "_", 0, 400))
                            .problems())
                    .isNull();
        }
        drain();
        pass(IDLE / 2);
        assertThat(places.usage("a").tables()).isBetween(4_000, 4_010);
        assertThat(send("a", "/10.6.6.6:1 curl", names("late_", 0, 10)).problems())
                .isNull();
        assertThat(places.usage("b").tables()).isZero();
        assertThat(readers[0].tableCount() + readers[1].tableCount())
                .as("idle tables are forgotten though the cache has room for their series")
                .isLessThan(8_200);
        assertThat(readers[0].evictedSeries()).isZero();
    }

    @Test
    void aSeriesOfAForgottenTableComesAgainAsItWas() throws Exception {
        send("a", "/10.0.0.1:1", names("m_", 0, 100));
        drain();
        pass(2 * IDLE);
        assertThat(readers[0].seriesCount()).isZero();
        assertThat(places.usage("a").tables()).isZero();
        sequence = 0;
        assertThat(send("a", "/10.0.0.1:1", names("m_", 0, 100)).rows()).isEqualTo(100);
        assertThat(places.usage("a").tables()).isEqualTo(100);
        byte[] window = new byte[1 << 16];
        for (TableBuffer buffer : readers[0].buffers()) {
            assertThat(RowsOfBodies.drain(buffer, window))
                    .singleElement()
                    .asString()
                    .startsWith("1970-01-01T00:00:00.001Z,");
        }
    }

    @Test
    void aNamespaceHoldsNoMoreSeriesAndTablesThanItsLimitsLetItAndKeepsThoseItHas() throws Exception {
        LiveStocks stocks = new LiveStocks();
        LiveStocks.Reader reader = stocks.open();
        stocks.allow("a", Stock.LIVE_SERIES, 30);
        stocks.allow("a", Stock.TABLES, 20);
        sequence = 0;
        assertThat(send("a", "/10.0.0.1:1", names("m_", 0, 10)).problems()).isNull();
        readers[0].follow(stocks, reader);

        sequence = 0;
        AppendResult result = send("a", "/10.0.0.1:1", names("m_", 0, 25));
        assertThat(result.rows()).as("a table for each, whoever makes it").isEqualTo(20);
        assertThat(result.problems()).contains("may have: 20 are there", "limits.a.tables");

        BodyBuilder many = new BodyBuilder();
        for (int i = 0; i < 25; i++) {
            many.series("m_1", "job", "y" + i).sample(1, i);
        }
        sequence = 0;
        result = send("a", "/10.0.0.1:1", many);
        assertThat(result.rows()).isEqualTo(10);
        assertThat(result.problems()).contains("may have: 30 are known", "limits.a.live-series");

        sequence = 0;
        assertThat(send("a", "/10.0.0.1:1", names("m_", 0, 10)).problems())
                .as("known ones go on")
                .isNull();
        sequence = 0;
        assertThat(send("b", "/10.0.0.1:1", names("m_", 0, 50)).problems())
                .as("others have no limit")
                .isNull();
        readers[0].follow(stocks, reader);
        assertThat(stocks.series("a")).isEqualTo(30);
        assertThat(stocks.tables("a")).isEqualTo(20);

        drain();
        stocks.allow("a", Stock.LIVE_SERIES, Long.MAX_VALUE);
        readers[0].follow(stocks, reader);
        sequence = 0;
        assertThat(send("a", "/10.0.0.1:1", many).problems()).isNull();
        reader.close();
        assertThat(stocks.series("a")).isZero();
    }

    @Test
    void whatSendersSayOfMetricsIsPassedOnForTheTablesOfTheirParts() throws Exception {
        TableVersions versions = TableVersions.of(new StorageSettings(folder.toUri(), 1 << 20, 1 << 20));
        LiveTables reader = readers[0];
        reader.setHints(versions.hints());
        WriteRequest.Builder said = WriteRequest.newBuilder();
        said.addMetadata(MetricMetadata.newBuilder()
                .setMetricFamilyName("request_seconds")
                .setType(MetricMetadata.MetricType.HISTOGRAM)
                .setUnit("s")
                .setHelp("Time."));
        reader.append(
                decoder.decode(
                        WireFormat.REMOTE_WRITE_1,
                        RemoteWriteFixtures.compress(said.build().toByteArray())),
                new Target("a", "Metrics"),
                sequence++,
                now,
                "/10.0.0.1:1",
                RowFilter.ALL);
        reader.append(
                decoder.decode(
                        WireFormat.REMOTE_WRITE_1,
                        new BodyBuilder()
                                .series("up", "otel_scope_schema_url", "https://s/1.2")
                                .sample(1, 1)
                                .compressed(WireFormat.REMOTE_WRITE_1)),
                new Target("a", "Metrics"),
                sequence++,
                now,
                "/10.0.0.1:1",
                RowFilter.ALL);

        versions.resolve(new BatchKey("adx", "Metrics", "RequestSecondsBucket", "Value:real"));
        versions.resolve(new BatchKey("adx", "Metrics", "Up", "Value:real"));
        TableNotes bucket = versions.newest(new TableId("Metrics", "RequestSecondsBucket"), true)
                .notes();
        assertThat(bucket.kind()).isEqualTo("histogram");
        assertThat(bucket.unit()).isEqualTo("s");
        assertThat(versions.newest(new TableId("Metrics", "Up"), true).notes().schemaUrls())
                .containsExactly("https://s/1.2");
    }

    @Test
    void databasesThatSendersNameCountToo() throws Exception {
        LiveTables reader = readers[0];
        int taken = 0;
        for (int i = 0; i < 6_000; i++) {
            byte[] body = RemoteWriteFixtures.compress(WriteRequest.newBuilder()
                    .addMetadata(
                            MetricMetadata.newBuilder().setMetricFamilyName("m").setHelp("help"))
                    .build()
                    .toByteArray());
            AppendResult result = reader.append(
                    decoder.decode(WireFormat.REMOTE_WRITE_1, body),
                    new Target("a", "Db" + i),
                    sequence++,
                    now,
                    "/10.6.6.6:1",
                    RowFilter.ALL);
            taken += (int) result.rows();
            assertThat(result.metadata()).isEqualTo(result.rows());
        }
        assertThat(taken).isEqualTo(5_000);
        BodyBuilder nameless = new BodyBuilder().series("温度").sample(1, 1);
        assertThat(reader.append(
                                decoder.decode(
                                        WireFormat.REMOTE_WRITE_1, nameless.compressed(WireFormat.REMOTE_WRITE_1)),
                                new Target("a", "More"),
                                sequence++,
                                now,
                                "/10.6.6.6:1",
                                RowFilter.ALL)
                        .refusedTables())
                .isEqualTo(1);
    }

    @Test
    void aReaderThatEndsHoldsNoPlaceBack() throws Exception {
        sequence = 0;
        send("a", "/10.0.0.1:1", names("m_", 0, 10));
        readers[0].close();
        now += 2 * IDLE;
        readers[1].trimIdle(now);
        assertThat(places.usage("a").tables()).isZero();
    }
}
