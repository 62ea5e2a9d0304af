package io.adxflow.job.ops;

import java.util.List;

/** Health of a TaskManager in a cluster: Flink itself ends the process when it must, and ready means not draining. */
final class TaskManagerHealth implements Health {
    @Override
    public List<String> whyUnhealthy() {
        return List.of();
    }

    @Override
    public List<String> whyNotReady() {
        return Readiness.reasons();
    }
}
