package io.adxflow.bench.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Where the job of a run delivers to, and what got there. One thread uses it. */
public interface Delivery extends AutoCloseable {
    /** Opens what is to be there before the job starts. */
    @FunctionalInterface
    interface Factory {
        /** @param folder of the run; the job's data is in {@code data} below it */
        Delivery open(Path folder) throws IOException;
    }

    /** Of the job, each {@code key=value}. */
    List<String> settings();

    /** The measured phase begins. */
    void begin() throws IOException, InterruptedException;

    /** All of the measured phase is acknowledged; the job still runs. */
    void end() throws IOException;

    /** What can be told of the measured phase before all has got there; empty for nothing. */
    default String progress() {
        return "";
    }

    /** Writes down what got there, when the job has ended. */
    void report(ObjectNode json, long acknowledgedSamples) throws IOException, InterruptedException;

    @Override
    void close() throws IOException;
}
