package io.adxflow.bench.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.adxflow.bench.load.LoadResult;
import io.adxflow.bench.load.OtlpLoad;
import io.adxflow.job.cli.classdata.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * One run: job up, warm-up, settling, all of it drained, measured phase, SIGTERM, and the figures from the first measured request to the
 * end of the process, so that sealing and committing all that was sent is part of them.
 */
public final class BenchRun {
    private static final Duration READY = Duration.ofMinutes(2);
    private static final Duration WARMUP_DRAINED = Duration.ofMinutes(3);
    /** Longer than any delivery lets the job drain. */
    private static final Duration EXIT = Duration.ofMinutes(12);

    private static final long POLL_MILLIS = 100;
    /** What the process does after the last look is not seen, so these are close. */
    private static final long DRAIN_POLL_MILLIS = 10;

    private static final double MILLION = 1e6;

    private final BenchSettings settings;
    private final Delivery delivery;
    private final Path data;
    private final int[] ports = FreePorts.find(3);
    private final JobHttp http = new JobHttp(ports[1], ports[2]);

    /** Delivers into the data folder's directory. */
    public BenchRun(BenchSettings settings) throws IOException {
        this(settings, DirectoryDelivery::new);
    }

    /** Delivers to where {@code delivery} says. */
    public BenchRun(BenchSettings settings, Delivery.Factory delivery) throws IOException {
        this.settings = settings;
        Files.createDirectories(settings.parent());
        this.data = Files.createTempDirectory(settings.parent(), "adxflow-bench-");
        this.delivery = delivery.open(data);
    }

    /** Runs and returns the figures; the data folder is gone afterwards unless it was to be kept. */
    public ObjectNode run() throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(delivery.settings());
        all.addAll(settings.settings());
        Path trust = data.resolve("trust");
        settings.trust().write(trust);
        all.addAll(settings.trust().job(trust));
        JobCommand command = new JobCommand(
                JobCommand.projectRoot(),
                data.resolve("data"),
                ports[0],
                0,
                ports[1],
                ports[2],
                settings.jvmOptions(),
                all);
        Path log = data.resolve("job.log");
        try (delivery;
                JobProcess job = JobProcess.start(command.byLauncher(), log)) {
            await(READY, job, log, this::isReady);
            // Before the warm-up, so that the code behind it is compiled by the time that counts.
            try (JobHeap heap = new JobHeap(job.pid());
                    SenderProcess sender = SenderProcess.start(ports[0], settings, trust)) {
                heap.allocatedBytes();
                return measure(job, sender, heap, log);
            }
        } finally {
            if (settings.keep()) {
                System.err.println("kept: " + data);
            } else {
                Folders.delete(data);
            }
        }
    }

    private ObjectNode measure(JobProcess job, SenderProcess sender, JobHeap heap, Path log)
            throws IOException, InterruptedException {
        long warmup = sender.await().ackedSamples();
        sender.proceed();
        long unmeasured = warmup + sender.await().ackedSamples();
        boolean drained = await(WARMUP_DRAINED, job, log, () -> isCommitted(unmeasured));
        Phase phase = load(job, sender, heap);
        // Else its heartbeat complains when the job is gone.
        heap.close();
        long rss = ProcessMemory.peakRssMib(job.pid());
        double cpuAtTheEnd = phase.cpuAtLastAck;
        long drainStart = System.nanoTime();
        job.terminate();
        while (job.isAlive() && System.nanoTime() - drainStart < EXIT.toNanos()) {
            rss = Math.max(rss, ProcessMemory.peakRssMib(job.pid()));
            cpuAtTheEnd = Math.max(cpuAtTheEnd, ProcStat.cpuSecondsOrZero(job.pid()));
            Thread.sleep(DRAIN_POLL_MILLIS);
        }
        int exit = job.awaitExit(Duration.ofMillis(POLL_MILLIS));
        double drainSeconds = (System.nanoTime() - drainStart) / 1e9;
        LoadResult load = phase.load;
        double millions = load.ackedSamples() / MILLION;

        BenchReport report = new BenchReport(settings);
        report.load(load);
        report.cpu(
                cpuAtTheEnd - phase.cpuBefore,
                phase.cpuAtLastAck - phase.cpuBefore,
                ThreadCpu.dearest(phase.threadsBefore, phase.threads, millions),
                millions);
        report.heap((double) phase.allocatedBytes / load.ackedSamples(), phase.fullCollections);
        report.process(rss, drainSeconds, exit, drained);
        report.checkpoints(phase.checkpoints, phase.times);
        delivery.report(report.json(), unmeasured + load.ackedSamples());
        if (OtlpLoad.named(settings.workload()) != null) {
            report.generatedClasses(GeneratedClasses.measure(settings.workload()));
        }
        BenchTargets.add(settings, report.json());
        return report.json();
    }

    /** The measured phase up to its last acknowledgement. */
    private Phase load(JobProcess job, SenderProcess sender, JobHeap heap) throws IOException, InterruptedException {
        delivery.begin();
        try (CheckpointTimes times = new CheckpointTimes(http::checkpoints)) {
            long allocatedBefore = heap.allocatedBytes();
            Map<String, Double> threadsBefore = ThreadCpu.read(job.pid());
            double cpuBefore = ProcStat.cpuSeconds(job.pid());
            sender.proceed();
            LoadResult load = sender.await();
            double cpuAtLastAck = ProcStat.cpuSeconds(job.pid());
            Map<String, Double> threads = ThreadCpu.read(job.pid());
            long allocated = heap.allocatedBytes() - allocatedBefore;
            times.close();
            JsonNode statistics = http.checkpoints();
            JsonNode checkpoints = statistics == null ? new ObjectMapper().createObjectNode() : statistics;
            delivery.end();
            // Draining can take many minutes; whoever watches need not wait for these.
            System.err.println("measured: ack p50 " + Round.to1(load.ackP50Millis()) + " ms, p99 "
                    + Round.to1(load.ackP99Millis()) + " ms, checkpoints " + times.p50Millis() + " ms, p99 "
                    + times.p99Millis() + " ms" + delivery.progress());
            return new Phase(
                    load,
                    cpuBefore,
                    cpuAtLastAck,
                    threadsBefore,
                    threads,
                    allocated,
                    heap.fullCollections(),
                    checkpoints,
                    times);
        }
    }

    /** What was seen of it: CPU seconds of the process, and of its threads by name. */
    private record Phase(
            LoadResult load,
            double cpuBefore,
            double cpuAtLastAck,
            Map<String, Double> threadsBefore,
            Map<String, Double> threads,
            long allocatedBytes,
            long fullCollections,
            JsonNode checkpoints,
            CheckpointTimes times) {}

    private boolean isReady() {
        try {
            return http.isReady();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean isCommitted(long rows) {
        try {
            return http.metrics().getOrDefault("adxflow_committed_rows_total", 0.0) >= rows;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** False when it did not come about in time. */
    private static boolean await(Duration longest, JobProcess job, Path log, BooleanSupplier condition)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (!job.isAlive()) {
                throw new IOException("the job has ended: " + Files.readString(log));
            }
            if (System.nanoTime() - start > longest.toNanos()) {
                return false;
            }
            Thread.sleep(POLL_MILLIS);
        }
        return true;
    }
}
