package io.adxflow.bench.run;

import io.adxflow.bench.load.OtlpLoad;
import io.adxflow.bench.load.Workload;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that every command with a run of the whole process has. */
public final class RunOptions {
    @Option(
            names = "--rate",
            description = "offered samples a second; 0: as fast as answers come (default: the workload's)")
    private @Nullable Double rate;

    @Option(
            names = "--jvm",
            split = ",",
            defaultValue = "-Xmx3g",
            description = "JVM options of the job (default: ${DEFAULT-VALUE})")
    private List<String> jvmOptions = new ArrayList<>();

    @Option(
            names = "--settle",
            defaultValue = "0",
            description =
                    "samples behind the warm-up and before what is measured, at the offered rate: what a job does twice a second is"
                            + " compiled after minutes only (default: ${DEFAULT-VALUE})")
    private long settling;

    @Option(names = "--set", description = "key=value for the job, any number of times")
    private List<String> settings = new ArrayList<>();

    @Option(names = "--data", description = "parent of the data folder (default: the system's temporary folder)")
    private @Nullable Path parent;

    @Option(names = "--keep", description = "keep the data folder and the job's log")
    private boolean keep;

    @Option(
            names = "--trust",
            split = ",",
            defaultValue = "none",
            description = "none, token (the job asks for one), or tls (the same by TLS); several are run in turn"
                    + " (default: ${DEFAULT-VALUE})")
    private List<String> trusts = new ArrayList<>();

    /** What the job asks of its sender, in the order in which they are run. */
    public List<Trust> trusts() {
        return trusts.stream()
                .map(name -> Trust.valueOf(name.toUpperCase(Locale.ROOT)))
                .toList();
    }

    /** The rate that is offered to a workload, or 0 for as fast as answers come. */
    public double rate(String workload) {
        double usual =
                OtlpLoad.named(workload) != null ? 0 : Workload.named(workload).samplesPerSecond();
        return rate == null ? usual : rate;
    }

    /** @param more settings behind those of the command line */
    public BenchSettings plan(
            String workload,
            int protocol,
            long samples,
            long warmup,
            int connections,
            long seconds,
            List<String> more) {
        List<String> all = new ArrayList<>(settings);
        all.addAll(more);
        return new BenchSettings(
                workload,
                protocol,
                samples,
                warmup,
                settling,
                rate(workload),
                connections,
                seconds,
                jvmOptions,
                all,
                parent == null ? Path.of(System.getProperty("java.io.tmpdir")) : parent,
                keep,
                trusts().get(0));
    }
}
