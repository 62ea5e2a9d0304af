package io.adxflow.job.cli.classdata;

import io.adxflow.job.cli.AdxflowCommand;
import io.adxflow.job.cli.ExitCodes;
import io.adxflow.job.cli.Signals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.util.FileUtils;
import picocli.CommandLine.Command;

/**
 * {@code class-data}: a run in a folder of its own that is asked for a little of everything and ends, while the JVM notes which
 * classes that takes. The launcher has it write them down ({@code -XX:ArchiveClassesAtExit}), so that the next runs need not read,
 * check and link them again.
 */
@Command(
        name = "class-data",
        hidden = true,
        description =
                "Runs a job for some seconds in a folder of its own, for a JVM that keeps what it learns of classes.")
public final class ClassDataCommand implements Callable<Integer> {
    private static final String LOOPBACK = "127.0.0.1:";
    private static final List<String> LISTENERS =
            List.of("--http", "--otlp-http", "--otlp-grpc", "--ops", "--ui", "--query");

    @Override
    public Integer call() throws IOException {
        Path data = Files.createTempDirectory("adxflow-class-data-");
        try {
            int[] ports = FreePorts.find(LISTENERS.size());
            List<String> words = new ArrayList<>(List.of("run", "--data", data.toString()));
            for (int i = 0; i < ports.length; i++) {
                words.addAll(List.of(LISTENERS.get(i), LOOPBACK + ports[i]));
            }
            AtomicBoolean answered = new AtomicBoolean();
            Thread sender = new Thread(
                    () -> {
                        try {
                            answered.set(new FirstRequests(ports[0], ports[1], ports[2], ports[3]).areAnswered());
                        } finally {
                            Signals.terminate();
                        }
                    },
                    "adxflow-first-requests");
            sender.setDaemon(true);
            sender.start();
            int code = AdxflowCommand.execute(words.toArray(new String[0]));
            return answered.get() ? code : ExitCodes.FAILED;
        } finally {
            FileUtils.deleteDirectory(data.toFile());
        }
    }
}
