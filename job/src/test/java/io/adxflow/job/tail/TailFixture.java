package io.adxflow.job.tail;

import io.adxflow.job.config.NamespaceSpec;
import io.adxflow.job.rows.LiveTables;
import io.adxflow.job.rows.RowFilter;
import io.adxflow.job.rows.RowRules;
import io.adxflow.job.rows.RowSettings;
import io.adxflow.job.rows.TableBuffer;
import io.adxflow.sources.http.Target;
import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.RemoteWriteDecoder;
import io.adxflow.sources.wire.WireFormat;
import io.adxflow.sources.wire.testing.BodyBuilder;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.flink.configuration.Configuration;

/** A reader's tables, into which samples come one after another. */
public final class TailFixture {
    public static final long BEGIN = 1_780_000_000_000L;

    public final LiveTables tables = new LiveTables(
            new RowRules(List.of(
                    new NamespaceSpec("default", "Metrics", List.of("*"), List.of("local"), Map.of(), List.of()))),
            RowSettings.from(new Configuration()),
            letter -> {
                throw new AssertionError(letter);
            },
            null);
    private final RemoteWriteDecoder decoder = new RemoteWriteDecoder(1 << 28, 42);
    private long samples;

    /** Samples of a metric, whose values go on from those before. */
    public void come(String metric, int count) {
        BodyBuilder body = new BodyBuilder().series(metric, "host", "a1");
        for (int i = 0; i < count; i++) {
            body = body.sample(BEGIN + samples, (double) samples);
            samples++;
        }
        try {
            var unused = tables.append(
                    decoder.decode(WireFormat.REMOTE_WRITE_1, body.compressed(WireFormat.REMOTE_WRITE_1)),
                    new Target("default", "Metrics"),
                    samples,
                    BEGIN,
                    "test",
                    RowFilter.ALL);
        } catch (MalformedBodyException e) {
            throw new AssertionError(e);
        }
    }

    /** Samples of a metric come and are cut, again and again, until this is closed. */
    public AutoCloseable sending(String metric, int count) {
        TailTap tap = new TailTap(TailBoard.jvm());
        ScheduledExecutorService sender = Executors.newSingleThreadScheduledExecutor();
        var unused = sender.scheduleWithFixedDelay(
                () -> {
                    come(metric, count);
                    tap.look(tables.buffers(), BEGIN);
                    cut(tap);
                },
                0,
                100,
                TimeUnit.MILLISECONDS);
        return sender::shutdownNow;
    }

    /** Cuts all tables, as a bundler does. */
    public void cut(TailTap tap) {
        for (TableBuffer table : tables.buffers()) {
            tap.leaving(table, BEGIN);
            table.drain(new byte[1 << 16], (csv, offset, length) -> {});
        }
    }
}
