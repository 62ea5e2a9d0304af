package io.adxflow.bench.start;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.adxflow.bench.run.JobCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./adxflow bench start}: seconds and CPU seconds from a start, and from a SIGKILL, to the first 2xx. */
@Command(
        name = "start",
        description = {
            "Starts the job in an empty folder, gives it rows, kills it and starts it again; several versions by turns.",
            "Prints a JSON line for each start, and one of medians for each kind, with the ratio to the first home's."
        })
public final class StartCommand implements Callable<Integer> {
    @Option(names = "--rounds", defaultValue = "10", description = "of each (default: ${DEFAULT-VALUE})")
    private int rounds;

    @Option(
            names = "--tables",
            defaultValue = "1,5000",
            split = ",",
            description = "tables that have rows when the job is killed (default: ${DEFAULT-VALUE})")
    private List<Integer> tables = List.of();

    @Option(
            names = "--home",
            paramLabel = "DIR",
            description = "a built checkout, any number of times; the first is what others are compared with (default:"
                    + " this one)")
    private List<Path> homes = new ArrayList<>();

    @Option(names = "--set", description = "key=value for the job, any number of times")
    private List<String> settings = new ArrayList<>();

    @Option(names = "--jvm", split = ",", description = "options for the job's JVM")
    private List<String> jvmOptions = new ArrayList<>();

    private final ObjectMapper mapper = new ObjectMapper();

    /** What is measured over and over. */
    private record Kind(Path home, int tables, String start) {
        Kind of(Path other) {
            return new Kind(other, tables, start);
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (homes.isEmpty()) {
            homes.add(JobCommand.projectRoot());
        }
        Map<Kind, List<Started>> all = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            for (int count : tables) {
                for (Path home : homes) {
                    try (StartRun run = new StartRun(home.toAbsolutePath(), count, settings, jvmOptions)) {
                        StartRun.Both both = run.run();
                        note(all, new Kind(home, count, "cold"), both.cold());
                        note(all, new Kind(home, count, "killed"), both.killed());
                    }
                }
            }
        }
        all.forEach((kind, starts) -> {
            ObjectNode json = line(kind, median(starts)).put("medians_of", starts.size());
            Started first = median(all.getOrDefault(kind.of(homes.get(0)), starts));
            json.put("seconds_ratio", to3(median(starts).seconds() / first.seconds()));
            json.put("cpu_ratio", to3(median(starts).cpuSeconds() / first.cpuSeconds()));
            System.out.println(json);
        });
        return 0;
    }

    private void note(Map<Kind, List<Started>> all, Kind kind, Started started) {
        all.computeIfAbsent(kind, unknown -> new ArrayList<>()).add(started);
        System.out.println(line(kind, started));
    }

    private ObjectNode line(Kind kind, Started started) {
        return mapper.createObjectNode()
                .put("home", kind.home().toString())
                .put("tables", kind.tables())
                .put("start", kind.start())
                .put("listening_s", to3(started.listeningSeconds()))
                .put("listening_cpu_s", to3(started.listeningCpuSeconds()))
                .put("first_2xx_s", to3(started.seconds()))
                .put("first_2xx_cpu_s", to3(started.cpuSeconds()));
    }

    /** Of each figure by itself. */
    static Started median(List<Started> starts) {
        return new Started(
                median(starts, Started::listeningSeconds),
                median(starts, Started::listeningCpuSeconds),
                median(starts, Started::seconds),
                median(starts, Started::cpuSeconds));
    }

    private static double median(List<Started> starts, ToDoubleFunction<Started> figure) {
        double[] sorted = starts.stream().mapToDouble(figure).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static double to3(double value) {
        return Math.round(value * 1000) / 1000.0;
    }
}
