package io.adxflow.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.bench.load.Endpoints;
import io.adxflow.bench.run.JobCommand;
import io.adxflow.bench.run.JobHttp;
import io.adxflow.bench.run.JobProcess;
import io.adxflow.job.cli.classdata.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The whole job in one process, as {@code ./adxflow run} starts it. */
final class SingleJob implements FaultyJob {
    private static final Duration EXIT = Duration.ofMinutes(3);

    private final int[] ports = FreePorts.find(3);
    private final JobHttp http = new JobHttp(ports[1], ports[2]);
    private final JobCommand command;
    private final Path log;
    private JobProcess process;

    SingleJob(Path folder, List<String> settings) throws IOException {
        log = folder.resolve("job.log");
        command = new JobCommand(
                JobCommand.projectRoot(),
                folder.resolve("data"),
                ports[0],
                0,
                ports[1],
                ports[2],
                List.of("-Xmx1g"),
                settings);
        process = JobProcess.start(command.byJava(), log);
    }

    @Override
    public Endpoints endpoints() {
        return Endpoints.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), ports[0]));
    }

    @Override
    public void awaitReady() throws Exception {
        Waiting.until("the job takes requests", () -> {
            assertThat(process.isAlive()).as(this::logs).isTrue();
            return http.isReady();
        });
    }

    @Override
    public void kill() throws Exception {
        process.kill();
        process = JobProcess.start(command.byJava(), log);
    }

    /** Of the process that runs now. */
    long pid() {
        return process.pid();
    }

    @Override
    public Map<String, Double> metrics() throws Exception {
        return http.metrics();
    }

    @Override
    public void drain() throws Exception {
        process.terminate();
        assertThat(process.awaitExit(EXIT)).as(this::logs).isZero();
    }

    @Override
    public String logs() {
        try {
            List<String> lines = Files.readAllLines(log);
            return "the job's last lines:\n"
                    + String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Override
    public void close() throws InterruptedException {
        process.close();
    }
}
