package io.adxflow.bench.load;

/** Counts what happens during a load. Owned by one thread. */
final class LoadTally {
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double NANOS_PER_SECOND = 1e9;

    private final LatencyHistogram latencies = new LatencyHistogram();
    private long ackedSamples;
    private long failedSamples;
    private long retries;
    private long starved;
    private boolean starving;
    private long bytes;
    private String firstFailure = "";
    long started;
    long startedSamples;

    void started(int samples, int length) {
        started++;
        startedSamples += samples;
        bytes += length;
        starving = false;
    }

    /** A body is due and no connection is free; counted once for each body, and only when a rate was promised. */
    void starved(boolean counts) {
        if (counts && !starving) {
            starved++;
            starving = true;
        }
    }

    void acknowledged(int samples, long latencyNanos) {
        ackedSamples += samples;
        latencies.record(latencyNanos);
    }

    void failed(int samples, int status, String answer) {
        failedSamples += samples;
        note(status + " " + answer);
    }

    void refused(int status, String answer) {
        retries++;
        note(status + " " + answer);
    }

    void lost(Exception cause) {
        retries++;
        note(cause.toString());
    }

    private void note(String failure) {
        if (firstFailure.isEmpty()) {
            firstFailure = failure.strip();
        }
    }

    LoadResult result(long wallNanos, long cpuNanos) {
        double seconds = wallNanos / NANOS_PER_SECOND;
        return new LoadResult(
                started,
                ackedSamples,
                failedSamples,
                retries,
                starved,
                bytes,
                seconds,
                ackedSamples / seconds,
                latencies.quantileNanos(0.5) / NANOS_PER_MILLI,
                latencies.quantileNanos(0.99) / NANOS_PER_MILLI,
                latencies.maxNanos() / NANOS_PER_MILLI,
                cpuNanos / NANOS_PER_SECOND,
                firstFailure);
    }
}
