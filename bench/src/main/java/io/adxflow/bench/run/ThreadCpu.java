package io.adxflow.bench.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** CPU seconds by thread name, numbers in names left out; only threads that live at both ends of the measurement count fully. */
final class ThreadCpu {
    private static final int SHOWN = 12;

    private ThreadCpu() {}

    static Map<String, Double> read(long pid) throws IOException {
        Map<String, Double> seconds = new HashMap<>();
        List<Path> tasks;
        try (Stream<Path> listed = Files.list(Path.of("/proc/" + pid + "/task"))) {
            tasks = listed.toList();
        }
        for (Path task : tasks) {
            try {
                String name = Files.readString(task.resolve("comm")).strip().replaceAll("[#-]?[0-9]+", "");
                seconds.merge(name, ProcStat.threadCpuSeconds(task), Double::sum);
            } catch (IOException e) {
                // The thread has ended meanwhile.
            }
        }
        return seconds;
    }

    /** The groups that cost most between two readings, dearest first, each divided by {@code unit}. */
    static Map<String, Double> dearest(Map<String, Double> before, Map<String, Double> after, double unit) {
        Map<String, Double> costs = new HashMap<>();
        after.forEach((name, seconds) -> costs.put(name, (seconds - before.getOrDefault(name, 0.0)) / unit));
        Map<String, Double> dearest = new LinkedHashMap<>();
        costs.entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                .limit(SHOWN)
                .forEach(each -> dearest.put(each.getKey(), Round.to3(each.getValue())));
        return dearest;
    }
}
