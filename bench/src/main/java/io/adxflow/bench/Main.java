package io.adxflow.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.adxflow.bench.adx.AdxCommand;
import io.adxflow.bench.adx.StagingCommand;
import io.adxflow.bench.cluster.ClusterCommand;
import io.adxflow.bench.load.OtlpLoad;
import io.adxflow.bench.load.Workload;
import io.adxflow.bench.run.BenchRun;
import io.adxflow.bench.run.BenchSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./adxflow bench}: end-to-end runs, and the micro-benchmarks. */
@Command(
        name = "bench",
        subcommands = {ClusterCommand.class, AdxCommand.class, StagingCommand.class},
        description = "Measures the whole job process under load; prints one JSON line per run.")
public final class Main implements Callable<Integer> {
    private static final List<String> ALL = List.of("a", "b", "c", "d", "otlp-logs", "otlp-spans");

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = CommandLine.ScopeType.INHERIT,
            description = "show this")
    @SuppressWarnings("UnusedVariable")
    private boolean help;

    @Option(
            names = "--workload",
            defaultValue = "a",
            description =
                    "a, b, c, d, e, otlp-logs, otlp-logs-gzip, otlp-spans, otlp-spans-gzip or all of them but e and gzip (default: ${DEFAULT-VALUE})")
    private String workload = "";

    @Option(names = "--protocol", defaultValue = "1", description = "remote write 1 or 2 (default: ${DEFAULT-VALUE})")
    private int protocol;

    @Option(names = "--samples", description = "measured samples (default: 10 million, 2.5 million at an offered rate)")
    private @Nullable Long samples;

    @Option(
            names = "--warmup",
            defaultValue = "8000000",
            description = "samples before, as fast as answers come (default: ${DEFAULT-VALUE})")
    private long warmup;

    @Option(
            names = "--rate",
            description = "offered samples a second; 0: as fast as answers come (default: the workload's)")
    private @Nullable Double rate;

    @Option(names = "--seconds", defaultValue = "86400", description = "longest time of each phase")
    private long seconds;

    @Option(names = "--inflight", description = "requests in flight (default: 1,200, of OTLP's larger bodies 200)")
    private @Nullable Integer inflight;

    @Option(names = "--runs", defaultValue = "1", description = "runs of each workload (default: ${DEFAULT-VALUE})")
    private int runs;

    @Option(
            names = "--jvm",
            split = ",",
            defaultValue = "-Xmx3g",
            description = "JVM options of the job (default: ${DEFAULT-VALUE})")
    private List<String> jvmOptions = new ArrayList<>();

    @Option(names = "--set", description = "key=value for the job, any number of times")
    private List<String> settings = new ArrayList<>();

    @Option(names = "--data", description = "parent of the data folder (default: the system's temporary folder)")
    private @Nullable Path parent;

    @Option(names = "--keep", description = "keep the data folder and the job's log")
    private boolean keep;

    public static void main(String[] args) {
        System.exit(new CommandLine(new Main()).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        boolean sound = true;
        for (String name : workload.equals("all") ? ALL : List.of(workload)) {
            for (int run = 0; run < runs; run++) {
                ObjectNode figures = new BenchRun(settingsFor(name)).run();
                System.out.println(figures);
                sound &= figures.path("rows_ok").asBoolean();
            }
        }
        return sound ? 0 : 1;
    }

    private BenchSettings settingsFor(String name) {
        boolean otlp = OtlpLoad.named(name) != null;
        int usualConnections = otlp ? 200 : 1_200;
        int connections = inflight == null ? usualConnections : inflight;
        double usual = otlp ? 0 : Workload.named(name).samplesPerSecond();
        double offered = rate == null ? usual : rate;
        long measured = samples == null ? (offered > 0 ? 2_500_000 : 10_000_000) : samples;
        Path folder = parent == null ? Path.of(System.getProperty("java.io.tmpdir")) : parent;
        return new BenchSettings(
                name, protocol, measured, warmup, offered, connections, seconds, jvmOptions, settings, folder, keep);
    }

    @Command(name = "jmh", description = "Runs the micro-benchmarks.")
    int jmh(
            @Parameters(arity = "0..1", defaultValue = ".*", description = "regular expression of their names")
                    String pattern)
            throws RunnerException {
        new Runner(new OptionsBuilder()
                        .include("io.adxflow.bench.jmh.*" + pattern)
                        .build())
                .run();
        return 0;
    }
}
