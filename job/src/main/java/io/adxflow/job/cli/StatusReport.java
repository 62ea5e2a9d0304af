package io.adxflow.job.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.adxflow.job.cli.status.TerminalSize;
import io.adxflow.job.ops.MetricStore;
import io.adxflow.job.page.model.PipelineModel;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.function.IntSupplier;
import org.apache.flink.api.common.JobStatus;
import org.jspecify.annotations.Nullable;

/**
 * A run's numbers: on a terminal one line that fits it and is written over each second, else a line of JSON each ten seconds. Used by
 * one thread.
 */
final class StatusReport {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int JSON_EVERY_TICKS = 10;

    private final MetricStore metrics;
    private final PrintStream out;
    private final boolean interactive;
    private final PipelineModel model;
    private final IntSupplier width;
    private final long beganNanos = System.nanoTime();
    private long ticks;
    private long lastNanos = System.nanoTime();
    private double lastSamples;
    private boolean lineIsOpen;

    /** @param width of the terminal, asked each time */
    StatusReport(MetricStore metrics, PipelineModel model, PrintStream out, boolean interactive, IntSupplier width) {
        this.model = model;
        this.width = width;
        this.metrics = metrics;
        this.out = out;
        this.interactive = interactive;
    }

    static StatusReport onStandardOutput(MetricStore metrics, PipelineModel model, TerminalSize size) {
        return new StatusReport(metrics, model, System.out, Terminal.isInteractive(), size::width);
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
            out.print("\r\033[K" + StatusLine.of(model.now().status(), state(status), width.getAsInt()));
            out.flush();
            lineIsOpen = true;
        } else {
            out.println(json(rate, status));
        }
    }

    /** Says once, at the end, what the run did. */
    void end() {
        endLine();
        if (interactive) {
            out.println(StatusLine.summary(model.look().status(), Duration.ofNanos(System.nanoTime() - beganNanos)));
        }
    }

    /** Gives the cursor a fresh line, for whoever writes next. */
    void endLine() {
        if (lineIsOpen) {
            out.println();
            lineIsOpen = false;
        }
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
            "late_batches",
            "undeliverable_batches",
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
