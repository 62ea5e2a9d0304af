package io.adxflow.sources.limits;

/** What a namespace's limit is about. */
enum Resource {
    SAMPLES("samples a second", "samples-per-second"),
    BYTES("bytes a second", "bytes-per-second"),
    NEW_SERIES("new series a second", "new-series-per-second");

    private final String unit;
    private final String key;

    Resource(String unit, String key) {
        this.unit = unit;
        this.key = key;
    }

    String unit() {
        return unit;
    }

    /** Of the document's {@code limits.<namespace>}. */
    String key() {
        return key;
    }

    double of(NamespaceLimits limits) {
        return switch (this) {
            case SAMPLES -> limits.samplesPerSecond();
            case BYTES -> limits.bytesPerSecond();
            case NEW_SERIES -> limits.newSeriesPerSecond();
        };
    }
}
