package io.adxflow.sources.http;

/** Time, so that tests can move it by hand. */
interface IngestClock {
    IngestClock SYSTEM = new IngestClock() {
        private final long start = System.nanoTime();

        @Override
        public long nanos() {
            return System.nanoTime() - start;
        }

        @Override
        public long epochMillis() {
            return System.currentTimeMillis();
        }
    };

    /** Nanoseconds since some moment: never negative, never backwards. */
    long nanos();

    /** Wall clock. */
    long epochMillis();
}
