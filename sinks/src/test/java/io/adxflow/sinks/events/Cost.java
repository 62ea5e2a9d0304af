package io.adxflow.sinks.events;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.Callable;

/** What work took, CPU of the whole process. */
public record Cost(double seconds, double cpuSeconds) {
    public static Cost of(Callable<?> work) throws Exception {
        OperatingSystemMXBean process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long cpu = process.getProcessCpuTime();
        long begun = System.nanoTime();
        Object unused = work.call();
        return new Cost((System.nanoTime() - begun) / 1e9, (process.getProcessCpuTime() - cpu) / 1e9);
    }
}
