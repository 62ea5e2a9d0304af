package io.adxflow.bench.start;

/**
 * How a start went, by the wall clock and by the CPU time of the process with all that it started.
 *
 * @param listeningSeconds until the first answer, whatever it said
 * @param seconds until the first 2xx
 */
record Started(double listeningSeconds, double listeningCpuSeconds, double seconds, double cpuSeconds) {}
