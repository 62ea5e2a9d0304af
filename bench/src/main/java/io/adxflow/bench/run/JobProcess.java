package io.adxflow.bench.run;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A running job. Closing kills it. */
public final class JobProcess implements AutoCloseable {
    private final Process process;

    private JobProcess(Process process) {
        this.process = process;
    }

    /** Starts the job; its output is appended to a file. */
    public static JobProcess start(ProcessBuilder command, Path log) throws IOException {
        ProcessBuilder.Redirect output = ProcessBuilder.Redirect.appendTo(log.toFile());
        return new JobProcess(command.redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(output)
                .start());
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** SIGKILL, and waits until the process is gone. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** SIGTERM: the job drains and exits; {@link #awaitExit} waits for it. */
    public void terminate() {
        process.destroy();
    }

    /**
     * Waits for the exit and returns its code.
     *
     * @throws IOException when the process is still there after that long
     */
    public int awaitExit(Duration longest) throws IOException, InterruptedException {
        if (!process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IOException("the job is still there after " + longest);
        }
        return process.exitValue();
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }
}
