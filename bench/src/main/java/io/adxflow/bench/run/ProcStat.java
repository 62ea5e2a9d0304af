package io.adxflow.bench.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What Linux counts about processes (proc(5)). The clock's tick is 10 ms, as everywhere that user space can see it (USER_HZ).
 */
public final class ProcStat {
    private static final double TICKS_PER_SECOND = 100;
    /** Fields of {@code stat} behind the command's closing bracket, which state, the third, opens. */
    private static final int UTIME = 14 - 3;
    /** The first of what it counts of children that have ended. */
    private static final int CHILDREN_UTIME = 16 - 3;

    private ProcStat() {}

    /** CPU seconds of a running process, all its threads, dead ones included. */
    static double cpuSeconds(long pid) throws IOException {
        return sumOfTwo(Path.of("/proc/" + pid + "/stat"), UTIME);
    }

    /** The same, with what the process waited for before: what a launcher ran until it became the process. */
    public static double cpuSecondsWithChildren(long pid) throws IOException {
        Path stat = Path.of("/proc/" + pid + "/stat");
        return sumOfTwo(stat, UTIME) + sumOfTwo(stat, CHILDREN_UTIME);
    }

    /** CPU seconds of a running process as {@link #cpuSeconds} has them, or 0 when the process is gone. */
    static double cpuSecondsOrZero(long pid) {
        try {
            return cpuSeconds(pid);
        } catch (IOException e) {
            return 0;
        }
    }

    static double sumOfTwo(Path stat, int field) throws IOException {
        String line = Files.readString(stat);
        String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[field]) + Long.parseLong(fields[field + 1])) / TICKS_PER_SECOND;
    }

    /** CPU seconds of one thread. */
    static double threadCpuSeconds(Path task) throws IOException {
        return sumOfTwo(task.resolve("stat"), UTIME);
    }
}
