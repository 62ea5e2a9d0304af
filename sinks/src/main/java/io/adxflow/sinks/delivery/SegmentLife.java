package io.adxflow.sinks.delivery;

/**
 * What the janitor knows of a segment.
 *
 * @param written slices in it
 * @param released slices whose batches are delivered
 * @param closed true when it gets no more slices
 */
record SegmentLife(long written, long released, boolean closed) {
    static final SegmentLife UNKNOWN = new SegmentLife(0, 0, false);

    SegmentLife after(SegmentEvent event) {
        return switch (event.kind()) {
            case WRITTEN -> new SegmentLife(Math.max(written, event.slices()), released, closed || event.closed());
            case RELEASED -> new SegmentLife(written, released + event.slices(), closed);
            case STALE -> new SegmentLife(written, released, true);
        };
    }

    /** True when nobody will read the file again. */
    boolean over() {
        return closed && released >= written;
    }
}
