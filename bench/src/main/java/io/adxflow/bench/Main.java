package io.adxflow.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.adxflow.bench.adx.AdxCommand;
import io.adxflow.bench.adx.StagingCommand;
import io.adxflow.bench.blob.BlobCommand;
import io.adxflow.bench.cluster.ClusterCommand;
import io.adxflow.bench.kql.KqlCommand;
import io.adxflow.bench.kql.RecordRulesCommand;
import io.adxflow.bench.kql.RowProgramsCommand;
import io.adxflow.bench.load.OtlpLoad;
import io.adxflow.bench.rules.RelabelFile;
import io.adxflow.bench.rules.RulesCommand;
import io.adxflow.bench.run.BenchRun;
import io.adxflow.bench.run.BenchSettings;
import io.adxflow.bench.run.Medians;
import io.adxflow.bench.run.RunOptions;
import io.adxflow.bench.run.Trust;
import io.adxflow.bench.start.StartCommand;
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
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./adxflow bench}: end-to-end runs, and the micro-benchmarks. */
@Command(
        name = "bench",
        subcommands = {
            ClusterCommand.class,
            AdxCommand.class,
            StagingCommand.class,
            BlobCommand.class,
            KqlCommand.class,
            RowProgramsCommand.class,
            RecordRulesCommand.class,
            RulesCommand.class,
            StartCommand.class
        },
        description =
                "Measures the whole job process under load; prints one JSON line per run, and one of medians behind several.")
public final class Main implements Callable<Integer> {
    private static final List<String> ALL = List.of("a", "b", "c", "d", "otlp-logs", "otlp-spans", "otlp-metrics");

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
                    "a, b, c, d, e, f, otlp-logs, otlp-spans, otlp-metrics, each with -gzip or without, or all of them but e, f and gzip"
                            + " (default: ${DEFAULT-VALUE})")
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

    @Option(names = "--seconds", defaultValue = "86400", description = "longest time of each phase")
    private long seconds;

    @Option(names = "--inflight", description = "requests in flight (default: 1,200, of OTLP's larger bodies 200)")
    private @Nullable Integer inflight;

    @Option(names = "--runs", defaultValue = "1", description = "runs of each workload (default: ${DEFAULT-VALUE})")
    private int runs;

    @Option(
            names = "--rules",
            description = "relabel rules (a list in YAML): each run comes twice, without and with them, by turns")
    private @Nullable Path rules;

    @Mixin
    private RunOptions options = new RunOptions();

    public static void main(String[] args) {
        System.exit(new CommandLine(new Main()).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        boolean sound = true;
        for (String name : workload.equals("all") ? ALL : List.of(workload)) {
            // In turn, so that what the machine does beside is shared by all.
            List<BenchSettings> variants = variants(name);
            List<List<ObjectNode>> lines = new ArrayList<>();
            variants.forEach(variant -> lines.add(new ArrayList<>()));
            for (int run = 0; run < runs; run++) {
                for (int i = 0; i < variants.size(); i++) {
                    sound &= run(variants.get(i), lines.get(i));
                }
            }
            for (int i = 0; runs > 1 && i < variants.size(); i++) {
                ObjectNode medians = Medians.of(variants.get(i), lines.get(i));
                System.out.println(isRuled(variants.get(i)) ? medians.put("rules", String.valueOf(rules)) : medians);
            }
        }
        return sound ? 0 : 1;
    }

    private List<BenchSettings> variants(String name) throws IOException {
        List<BenchSettings> variants = new ArrayList<>();
        for (Trust trust : options.trusts()) {
            variants.add(settingsFor(name, List.of()).with(trust));
            if (rules != null) {
                variants.add(
                        settingsFor(name, List.of(RelabelFile.setting(rules))).with(trust));
            }
        }
        return variants;
    }

    private static boolean isRuled(BenchSettings variant) {
        return RelabelFile.isIn(variant.settings());
    }

    private static boolean run(BenchSettings settings, List<ObjectNode> lines)
            throws IOException, InterruptedException {
        ObjectNode figures = new BenchRun(settings).run();
        System.out.println(figures);
        lines.add(figures);
        return figures.path("rows_ok").asBoolean();
    }

    private BenchSettings settingsFor(String name, List<String> more) {
        boolean otlp = OtlpLoad.named(name) != null;
        int usualConnections = otlp ? 200 : 1_200;
        int connections = inflight == null ? usualConnections : inflight;
        long measured = samples == null ? (options.rate(name) > 0 ? 2_500_000 : 10_000_000) : samples;
        return options.plan(name, protocol, measured, warmup, connections, seconds, more);
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
