package io.adxflow.bench.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The memory of another process, as Linux counts it (proc(5)). */
public final class ProcessMemory {
    private ProcessMemory() {}

    /** The resident set in MiB, or 0 when the process is gone. */
    public static long rssMib(long pid) {
        return statusMib(pid, "VmRSS:");
    }

    /** The largest resident set so far in MiB, or 0 when the process is gone. */
    public static long peakRssMib(long pid) {
        return statusMib(pid, "VmHWM:");
    }

    private static long statusMib(long pid, String key) {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
                if (line.startsWith(key)) {
                    return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024;
                }
            }
        } catch (IOException e) {
            // The process has ended meanwhile.
        }
        return 0;
    }
}
