package io.adxflow.bench;

import io.adxflow.bench.load.Endpoints;
import java.util.Map;

/** A real job, in processes of its own, that delivers to a stand-in and may be hurt. Closing kills it. */
interface FaultyJob extends AutoCloseable {

    /** Where to send to, for as long as this job is used, however often it is hurt. */
    Endpoints endpoints();

    /** Returns when it takes requests again. */
    void awaitReady() throws Exception;

    /** SIGKILL of the process that does the work, and a new one in its place. */
    void kill() throws Exception;

    /** The sums of its metrics, over all processes; empty while none answers. */
    Map<String, Double> metrics() throws Exception;

    /** Ends it in good order, with everything committed that can be. */
    void drain() throws Exception;

    /** The last lines of its logs, for a failure. */
    String logs();
}
