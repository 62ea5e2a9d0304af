package io.adxflow.sources.limits;

import java.io.Serializable;

/**
 * What one process has seen. Counts are totals, so that a report that is lost costs nothing; they begin anew with another attempt.
 * Arrays, so that a report of hundreds of namespaces stays small.
 *
 * @param attempt tells a process' beginning from another's
 * @param namespaces those that have sent or have limits
 * @param weights of the namespaces
 * @param admittedBytes by namespace
 * @param turnedAwayBytes by namespace; counts what was sent again each time
 * @param destinations those that rows go to
 * @param reaches bit {@code d} of word {@code n}: namespace n's rows may go to destination d, of the first 63; the last bit stands for all
 *     others
 * @param heldBytes by destination
 * @param arrivedBytes by destination
 * @param boundBytes by destination
 * @param stocks by {@link Stock#place} and namespace, what it holds; 0 where it may hold what it likes
 * @param queuedMillis the longest that a request waited for its reader since the report before
 * @param queuedBytes of bodies that wait for their readers now
 */
@SuppressWarnings("ArrayRecordComponent")
public record TrafficReport(
        long attempt,
        String[] namespaces,
        double[] weights,
        long[] admittedBytes,
        long[] turnedAwayBytes,
        String[] destinations,
        long[] reaches,
        long[] heldBytes,
        long[] arrivedBytes,
        long[] boundBytes,
        long[][] stocks,
        long queuedMillis,
        long queuedBytes)
        implements Serializable {
    private static final int LAST_BIT = 63;

    /** The bit of a destination in a word of {@link #reaches}. */
    static long bit(int destination) {
        return 1L << Math.min(destination, LAST_BIT);
    }
}
