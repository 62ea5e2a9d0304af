package io.adxflow.sinks.delivery;

/**
 * What the janitor learns of a segment.
 *
 * @param slices for {@link Kind#WRITTEN} all so far, for {@link Kind#RELEASED} those of one batch, else 0
 * @param closed only for {@link Kind#WRITTEN}: no more will come
 */
record SegmentEvent(String segment, Kind kind, long slices, boolean closed) {
    enum Kind {
        WRITTEN,
        RELEASED,
        STALE
    }

    static SegmentEvent written(String segment, long slices, boolean closed) {
        return new SegmentEvent(segment, Kind.WRITTEN, slices, closed);
    }

    static SegmentEvent released(String segment, long slices) {
        return new SegmentEvent(segment, Kind.RELEASED, slices, false);
    }

    static SegmentEvent stale(String segment) {
        return new SegmentEvent(segment, Kind.STALE, 0, false);
    }
}
