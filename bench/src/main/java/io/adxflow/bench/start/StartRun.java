package io.adxflow.bench.start;

import io.adxflow.bench.run.Folders;
import io.adxflow.bench.run.JobProcess;
import io.adxflow.bench.run.ProcStat;
import io.adxflow.job.cli.classdata.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One data folder's life: a start in an empty one, rows into so many tables, SIGKILL in the middle of it, and a start again. */
final class StartRun implements AutoCloseable {
    private static final Duration LONGEST_START = Duration.ofMinutes(3);
    private static final long PAUSE_MILLIS = 50;
    private static final int OK = 2;

    private final Path home;
    private final List<String> settings;
    private final List<String> jvmOptions;
    private final Path folder;
    private final int[] ports = FreePorts.find(6);
    private final Knock knock;

    /**
     * @param home the folder of the launcher that is started
     * @param tables that get rows between the two starts
     */
    StartRun(Path home, int tables, List<String> settings, List<String> jvmOptions) throws IOException {
        this.home = home;
        this.settings = settings;
        this.jvmOptions = jvmOptions;
        this.folder = Files.createTempDirectory("adxflow-start-");
        this.knock = new Knock(ports[0], tables);
    }

    /** What two starts took: in an empty folder, and from a SIGKILL on. */
    record Both(Started cold, Started killed) {}

    Both run() throws IOException, InterruptedException {
        try (JobProcess first = start()) {
            Started cold = untilTaken(first, System.nanoTime());
            for (int body = 0; body < knock.bodiesPerRound(); body++) {
                int status = knock.status();
                if (status / 100 != OK) {
                    throw new IOException("status " + status + " from " + home + " that had started");
                }
                knock.proceed();
            }
            long killed = System.nanoTime();
            first.kill();
            try (JobProcess second = start()) {
                return new Both(cold, untilTaken(second, killed));
            }
        }
    }

    private JobProcess start() throws IOException {
        List<String> words = new ArrayList<>(List.of(home.resolve("adxflow").toString(), "run"));
        words.addAll(List.of("--data", folder.resolve("data").toString()));
        String[] addresses = {"--http", "--otlp-http", "--otlp-grpc", "--ops", "--ui", "--query"};
        for (int i = 0; i < addresses.length; i++) {
            words.addAll(List.of(addresses[i], "127.0.0.1:" + ports[i]));
        }
        for (String setting : settings) {
            words.addAll(List.of("--set", setting));
        }
        ProcessBuilder command = new ProcessBuilder(words);
        command.environment().put("ADXFLOW_JAVA_OPTS", String.join(" ", jvmOptions));
        return JobProcess.start(command, log());
    }

    private Path log() {
        return folder.resolve("job.log");
    }

    /** Knocks until a body is taken. */
    private Started untilTaken(JobProcess job, long begin) throws IOException, InterruptedException {
        double listening = -1;
        double listeningCpu = -1;
        while (true) {
            if (!job.isAlive()) {
                throw new IOException("the job has ended: " + Files.readString(log()));
            }
            if (System.nanoTime() - begin > LONGEST_START.toNanos()) {
                throw new IOException("nothing taken within " + LONGEST_START + ": " + Files.readString(log()));
            }
            try {
                int status = knock.status();
                if (listening < 0) {
                    listening = secondsSince(begin);
                    listeningCpu = ProcStat.cpuSecondsWithChildren(job.pid());
                }
                if (status / 100 == OK) {
                    knock.proceed();
                    return new Started(
                            listening, listeningCpu, secondsSince(begin), ProcStat.cpuSecondsWithChildren(job.pid()));
                }
            } catch (IOException nobodyThere) {
                // The door is shut, or was shut while we stood in it; the limit above ends that.
            }
            Thread.sleep(PAUSE_MILLIS);
        }
    }

    private static double secondsSince(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }

    @Override
    public void close() throws IOException {
        Folders.delete(folder);
    }
}
