package io.adxflow.bench.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.adxflow.bench.load.LoadResult;
import io.adxflow.bench.load.LoadSender;
import io.adxflow.bench.load.OtlpLoad;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The load sender as a process of its own, which stays alive between the phases and until it is closed. */
final class SenderProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader results;

    private SenderProcess(Process process) {
        this.process = process;
        this.results = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Starts sending the first phase. */
    static SenderProcess start(int port, BenchSettings settings, Path trust) throws IOException {
        List<String> options = new ArrayList<>(List.of(
                "--url",
                "http://127.0.0.1:" + port + path(settings.workload()),
                "--workload",
                settings.workload(),
                "--protocol",
                Integer.toString(settings.protocol()),
                "--samples",
                settings.warmup() + "," + settings.settling() + "," + settings.samples(),
                "--rate",
                "0," + settings.samplesPerSecond() + "," + settings.samplesPerSecond(),
                "--inflight",
                Integer.toString(settings.inflight()),
                "--seconds",
                Long.toString(settings.seconds()),
                "--stay"));
        options.addAll(settings.trust().sender(trust));
        List<String> words = OwnJvm.command(List.of("-Xmx1g", "-XX:+UseSerialGC"), LoadSender.class, options);
        return new SenderProcess(new ProcessBuilder(words)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    private static String path(String workload) {
        OtlpLoad otlp = OtlpLoad.named(workload);
        return otlp == null ? "/api/v1/write" : otlp.path();
    }

    /** Waits for the end of the phase. */
    LoadResult await() throws IOException {
        String line = results.readLine();
        if (line == null) {
            throw new IOException("the sender ended before its load did");
        }
        return new ObjectMapper().readValue(line, LoadResult.class);
    }

    /** Starts the next phase. */
    void proceed() throws IOException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }
}
