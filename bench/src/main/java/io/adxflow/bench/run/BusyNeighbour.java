package io.adxflow.bench.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A process that takes a share of a core, walking over some memory, and gives way to everybody else (nice(1)): what a service on the
 * same machine does to those beside it.
 */
final class BusyNeighbour implements AutoCloseable {
    private static final int INTS = 16 << 18;
    private static final int STEPS_PER_LOOK = 200;
    private static final long PERIOD_NANOS = 10_000_000;
    private static final double NANOS_PER_MILLI = 1e6;

    private final Process process;

    private BusyNeighbour(Process process) {
        this.process = process;
    }

    /** @param cores 0 to 1 */
    static BusyNeighbour start(double cores) throws IOException {
        List<String> words = new ArrayList<>(List.of("nice", "-n", Integer.toString(Niceness.LEAST_SHARE)));
        words.addAll(OwnJvm.command(
                List.of("-Xmx64m", "-XX:+UseSerialGC"), BusyNeighbour.class, List.of(Double.toString(cores))));
        return new BusyNeighbour(new ProcessBuilder(words).inheritIO().start());
    }

    /** Ends when it is killed. */
    public static void main(String[] args) throws InterruptedException {
        double share = Double.parseDouble(args[0]);
        int[] memory = new int[INTS];
        int at = 1;
        while (true) {
            long end = System.nanoTime() + Math.round(PERIOD_NANOS * share);
            while (System.nanoTime() < end) {
                for (int i = 0; i < STEPS_PER_LOOK; i++) {
                    at = (at * 1_103_515_245 + 12_345) & Integer.MAX_VALUE;
                    memory[at & (INTS - 1)] += at;
                }
            }
            Thread.sleep(Math.round(PERIOD_NANOS * (1 - share) / NANOS_PER_MILLI));
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
