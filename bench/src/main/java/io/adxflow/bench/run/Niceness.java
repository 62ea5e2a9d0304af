package io.adxflow.bench.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** How much of a busy machine a process gets (nice(1)). */
final class Niceness {
    /** For what takes only what nobody else wants. */
    static final int LEAST_SHARE = 19;

    private Niceness() {}

    /**
     * Leaves a process what the others do not want. Linux counts threads, not processes, so this is said of each thread that the
     * process has now; those that it makes later follow theirs.
     */
    static void giveWay(long pid) throws IOException {
        List<String> words = new ArrayList<>(List.of("renice", "-n", String.valueOf(LEAST_SHARE), "-p"));
        try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
            threads.map(thread -> thread.getFileName().toString()).forEach(words::add);
        }
        Process renice = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            renice.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
