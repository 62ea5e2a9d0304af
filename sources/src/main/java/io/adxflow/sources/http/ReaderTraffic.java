package io.adxflow.sources.http;

import io.adxflow.sources.control.ControlReader;
import io.adxflow.sources.limits.Stock;
import io.adxflow.sources.limits.TrafficDoor;
import io.adxflow.sources.limits.TrafficRules;
import io.adxflow.sources.limits.TrafficShares;
import io.adxflow.sources.watch.PartExchange;
import io.adxflow.sources.watch.Senders;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One reader's part in limits: counts what bodies held, and, if it is the first of its process, reports for it and has it follow what the
 * coordinator deals. Used by the task's thread alone.
 */
final class ReaderTraffic {
    private static final long REPORT_NANOS = 1_000_000_000L;
    /** Namespaces, and monikers, with metrics of their own; those that come later have none. */
    private static final int MAX_MEASURED = 100;

    private final AttachedReader self;
    private final IngestClock clock;
    private final int readersOfJob;
    private final ReaderMetrics metrics;
    private final Set<String> measuredNamespaces = new HashSet<>();
    private final Set<String> measuredMonikers = new HashSet<>();
    private @Nullable IngestServer server;
    private long reportedNanos;

    /** @param readersOfJob how many there are in all processes */
    ReaderTraffic(AttachedReader self, IngestClock clock, int readersOfJob, ReaderMetrics metrics) {
        this.self = self;
        this.clock = clock;
        this.readersOfJob = Math.max(1, readersOfJob);
        this.metrics = metrics;
        this.reportedNanos = clock.nanos();
    }

    /** Another document is in force, and the reader is attached. */
    void follow(IngestServer attached, TrafficRules rules) {
        server = attached;
        TrafficDoor door = attached.door();
        double evenPart = Math.min(1, (double) attached.readers().count() / readersOfJob);
        door.follow(rules, evenPart, clock.nanos());
        for (String namespace : rules.limits().keySet()) {
            if (measuredNamespaces.size() < MAX_MEASURED && measuredNamespaces.add(namespace)) {
                metrics.namespace(
                        namespace,
                        ifFirst(attached, () -> door.admittedBytes(namespace)),
                        ifFirst(attached, () -> door.turnedAway(namespace)),
                        ifFirst(attached, () -> door.boundBytesPerSecond(namespace)));
                for (Stock stock : Stock.values()) {
                    metrics.stock(namespace, stock, ifFirst(attached, () -> door.held(namespace, stock)));
                }
            }
        }
        for (String moniker : rules.allDestinations()) {
            if (measuredMonikers.size() < MAX_MEASURED && measuredMonikers.add(moniker)) {
                metrics.moniker(moniker, ifFirst(attached, () -> door.heldBytes(moniker)));
            }
        }
    }

    private LongSupplier ifFirst(IngestServer attached, LongSupplier value) {
        return () -> attached.readers().isFirst(self.queue()) ? value.getAsLong() : 0;
    }

    /** The coordinator deals. */
    void follow(TrafficShares shares) {
        if (server != null && server.readers().isFirst(self.queue())) {
            server.door().follow(shares, self.subtask(), clock.nanos());
        }
    }

    /** A request leaves the queue. */
    void polled(QueuedRequest queued) {
        if (server != null) {
            server.door().queued((clock.nanos() - queued.receivedNanos()) / 1_000_000);
        }
    }

    /** A request is done with, whatever became of it. */
    void settle(QueuedRequest queued) {
        if (server != null) {
            IngestRequest request = queued.request();
            Senders.jvm()
                    .add(
                            request.sender(),
                            request.who(),
                            queued.responder().listener(),
                            request.target().namespace(),
                            request.bodyLength(),
                            request.records());
            server.door()
                    .settle(
                            request.target().namespace(),
                            queued.reservedSamples(),
                            request.bodyLength(),
                            request.records(),
                            (double) request.newSeries() / readersOfJob,
                            clock.nanos());
        }
    }

    /** Reports, once a second, what the process has seen. Called with each snapshot. */
    void report(ControlReader control) {
        long now = clock.nanos();
        if (server != null
                && now - reportedNanos >= REPORT_NANOS
                && server.readers().isFirst(self.queue())) {
            reportedNanos = now;
            control.report(server.door().report(now));
            byte[] part = PartExchange.jvm().take();
            if (part != null) {
                control.report(part);
            }
            byte[] rows = PartExchange.jvm().takeRows();
            if (rows != null) {
                control.reportRows(rows);
            }
        }
    }
}
