package io.adxflow.kql.sql;

/**
 * A range of time that rows of interest lie in, in ticks, both ends inclusive; nothing when it ends before it begins.
 *
 * @param from {@link Long#MIN_VALUE} when it has no begin
 * @param to {@link Long#MAX_VALUE} when it has no end
 */
public record TickRange(long from, long to) {
    /** All of time. */
    public static final TickRange ALL = new TickRange(Long.MIN_VALUE, Long.MAX_VALUE);

    /** What lies in both. */
    public TickRange and(TickRange other) {
        return new TickRange(Math.max(from, other.from), Math.min(to, other.to));
    }

    /** The smallest range that holds both. */
    public TickRange or(TickRange other) {
        return new TickRange(Math.min(from, other.from), Math.max(to, other.to));
    }

    /** Whether anything between two points in time, both included, can lie in it. */
    public boolean overlaps(long first, long last) {
        return from <= to && first <= to && last >= from;
    }
}
