package io.adxflow.sources.limits;

/**
 * What waits for one destination in one process.
 *
 * @param heldBytes now
 * @param arrivedBytes in all so far, what left again included
 * @param boundBytes beyond which nothing more is taken for it
 */
public record Backlog(long heldBytes, long arrivedBytes, long boundBytes) {
    public static final Backlog NONE = new Backlog(0, 0, Long.MAX_VALUE);
}
