package io.adxflow.job.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.adxflow.job.ops.MetricStore;
import java.io.PrintStream;
import java.time.Instant;
import java.util.Locale;
import org.apache.flink.api.common.JobStatus;
import org.jspecify.annotations.Nullable;

/**
 * A run's numbers: on a terminal one line that is written over each second, else a line of JSON each ten seconds. Used by one
 * thread.
 */
final class StatusReport {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int JSON_EVERY_TICKS = 10;

    private final MetricStore metrics;
    private final PrintStream out;
    private final boolean interactive;
    private long ticks;
    private long lastNanos = System.nanoTime();
    private double lastSamples;
    private boolean lineIsOpen;

    StatusReport(MetricStore metrics, PrintStream out, boolean interactive) {
        this.metrics = metrics;
        this.out = out;
        this.interactive = interactive;
    }

    static StatusReport onStandardOutput(MetricStore metrics) {
        return new StatusReport(metrics, System.out, Terminal.isInteractive());
    }

    /** Called once a second. */
    void tick(@Nullable JobStatus status) {
        if (!interactive && ++ticks % JSON_EVERY_TICKS != 0) {
            return;
        }
        long now = System.nanoTime();
        double samples = metrics.sum("decoded_samples_total");
        // After a restart the counters begin anew.
        double rate = Math.max(0, samples - lastSamples) * 1e9 / Math.max(1, now - lastNanos);
        lastSamples = samples;
        lastNanos = now;
        if (interactive) {
            out.print("\r\033[K" + line(rate, status));
            out.flush();
            lineIsOpen = true;
        } else {
            out.println(json(rate, status));
        }
    }

    /** Gives the cursor a fresh line, for whoever writes next. */
    void endLine() {
        if (lineIsOpen) {
            out.println();
            lineIsOpen = false;
        }
    }

    private String line(double rate, @Nullable JobStatus status) {
        String state = status == JobStatus.RUNNING ? "" : "[" + state(status) + "]  ";
        return state + Text.count(rate) + " samples/s  "
                + Text.plural((long) metrics.max("live_tables"), "table") + "  "
                + Text.bytes(metrics.sum("open_bytes")) + " open  "
                + Text.bytes(metrics.sum("committed_bytes_total")) + " committed in "
                + Text.plural((long) metrics.sum("committed_batches_total"), "file") + "  "
                + Text.count(metrics.sum("parked_batches")) + " parked  "
                + Text.count(metrics.sum("acks_waiting")) + " acks waiting";
    }

    private String json(double rate, @Nullable JobStatus status) {
        ObjectNode node = JSON.createObjectNode();
        node.put("time", Instant.now().toString());
        node.put("state", state(status));
        node.put("samples_per_second", Math.round(rate));
        node.put("tables", Math.round(metrics.max("live_tables")));
        for (String name : new String[] {
            "decoded_samples_total",
            "open_batches",
            "open_bytes",
            "committed_batches_total",
            "committed_rows_total",
            "committed_bytes_total",
            "parked_batches",
            "acks_waiting"
        }) {
            node.put(name, Math.round(metrics.sum(name)));
        }
        return node.toString();
    }

    private static String state(@Nullable JobStatus status) {
        return status == null ? "starting" : status.toString().toLowerCase(Locale.ROOT);
    }
}
