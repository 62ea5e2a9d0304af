package io.adxflow.sources.wire.otlp.metrics;

/** Tells which parts of a body need not be translated, because what becomes of them is known. */
public interface KnownParts {
    /** Nothing is known. */
    KnownParts NONE = new KnownParts() {
        @Override
        public long pointsOfKnown(int resource) {
            return -1;
        }

        @Override
        public boolean isPointKnown(long point) {
            return false;
        }

        @Override
        public boolean isTargetKnown(int resource) {
            return false;
        }
    };

    /** How many points a resource has of which nothing is to be translated, or -1; resources are numbered from 0 over the body. */
    long pointsOfKnown(int resource);

    /** Whether a point is not to be translated; of a metric whose first point is known the metadata is, too. */
    boolean isPointKnown(long point);

    /** Whether the resource's {@code target_info} is not to be translated. */
    boolean isTargetKnown(int resource);
}
