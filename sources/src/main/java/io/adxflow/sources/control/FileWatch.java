package io.adxflow.sources.control;

import io.adxflow.sources.control.DocumentFile.Reading;
import java.io.IOException;
import java.util.List;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the coordinator knows of the file that rules: what it says, and what is wrong with it. A file that is wrong changes nothing;
 * it is told once, and shown for as long as it is. All but {@link #look} belongs to the coordinator's thread.
 */
final class FileWatch {
    private static final Logger LOG = LoggerFactory.getLogger(FileWatch.class);

    private final DocumentFile file;
    private final DocumentStore store;
    private final @Nullable Counter refusals;
    private List<String> problems = List.of();
    private List<String> notices = List.of();
    private boolean watching;
    private @Nullable ControlDocument found;
    private volatile long number;
    private volatile boolean refused;

    /** What one look came to; its document is written. */
    record Look(Reading reading) {}

    /** @param metrics null where nothing is measured */
    FileWatch(DocumentFile file, DocumentStore store, @Nullable MetricGroup metrics) {
        this.file = file;
        this.store = store;
        if (metrics == null) {
            refusals = null;
            return;
        }
        MetricGroup own = metrics.addGroup("adxflow");
        refusals = own.counter(ControlMetric.FILES_REFUSED.metricName());
        Gauge<Long> version = () -> number;
        Gauge<Long> wrong = () -> refused ? 1L : 0L;
        own.gauge(ControlMetric.VERSION.metricName(), version);
        own.gauge(ControlMetric.FILE_REFUSED.metricName(), wrong);
    }

    void inForce(DocumentVersion version) {
        number = version.number();
    }

    /** The file's document at the start, or null when it is wrong or not in this process. Blocks. */
    @Nullable
    ControlDocument first() {
        Reading reading = file.read();
        watching = reading != null;
        if (reading == null) {
            return null;
        }
        judged(reading);
        return reading.document();
    }

    /** False when the file does not exist in this process. */
    boolean isWatching() {
        return watching;
    }

    /** Reads the file, and keeps its document for whoever will be told of it. Runs aside; null when it is not there. */
    @Nullable
    Look look() throws IOException {
        Reading reading = file.read();
        if (reading == null) {
            return null;
        }
        if (reading.document() != null) {
            store.write(reading.document());
        }
        return new Look(reading);
    }

    /** Takes what {@link #look} came to, or why it failed. */
    void looked(@Nullable Look look, @Nullable Throwable failure) {
        if (failure != null) {
            judged(new Reading(null, List.of("not read or not kept: " + failure), List.of()));
        } else if (look == null) {
            judged(new Reading(null, List.of("the file is gone"), List.of()));
        } else {
            judged(look.reading());
            if (look.reading().document() != null) {
                found = look.reading().document();
            }
        }
    }

    private void judged(Reading reading) {
        if (!reading.problems().isEmpty()) {
            found = null;
        }
        if (!reading.problems().equals(problems)) {
            if (reading.problems().isEmpty()) {
                LOG.info("The pipeline file is right again");
            } else {
                if (refusals != null) {
                    refusals.inc();
                }
                LOG.error(
                        "The pipeline file has changed and is wrong; version {} stays in force:\n  {}",
                        number,
                        String.join("\n  ", reading.problems()));
            }
        }
        problems = reading.problems();
        refused = !problems.isEmpty();
        ControlBoard.jvm().problems(problems);
        if (!reading.notices().equals(notices)) {
            reading.notices().forEach(notice -> LOG.warn("The pipeline file has changed: {}", notice));
            notices = reading.notices();
        }
    }

    /** What was found and not yet {@link #taken}. */
    @Nullable
    ControlDocument found() {
        return found;
    }

    void taken() {
        found = null;
    }
}
