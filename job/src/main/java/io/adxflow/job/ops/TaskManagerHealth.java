package io.adxflow.job.ops;

import io.adxflow.sources.http.IngestHub;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Health of a process in a cluster. Flink itself ends the process when it must. It is ready while a reader runs in it: not every
 * TaskManager has one at every time, and what is sent to one without is only refused. A full budget does not count: if every
 * process is full, senders must still find one that tells them when to come again.
 */
final class TaskManagerHealth implements Health {
    private final Supplier<List<IngestHub.Status>> listeners;

    /** @param listeners those of this JVM */
    TaskManagerHealth(Supplier<List<IngestHub.Status>> listeners) {
        this.listeners = listeners;
    }

    @Override
    public List<String> whyUnhealthy() {
        return List.of();
    }

    @Override
    public List<String> whyNotReady() {
        List<String> reasons = new ArrayList<>(Readiness.reasons());
        List<IngestHub.Status> statuses = listeners.get();
        if (statuses.stream().noneMatch(status -> status.readers() > 0)) {
            reasons.add("no reader runs in this process");
        } else if (statuses.stream().allMatch(IngestHub.Status::draining)) {
            reasons.add("draining");
        }
        return reasons;
    }
}
