package io.adxflow.sources.limits;

/** What a namespace holds, as against what it sends in a second. */
public enum Stock {
    LIVE_SERIES(0, "live-series"),
    TABLES(1, "tables"),
    /** Bytes that are not delivered. */
    STORAGE(2, "storage");

    /** How many there are. */
    static final int COUNT = 3;

    private final int place;
    private final String key;

    Stock(int place, String key) {
        this.place = place;
        this.key = key;
    }

    /** In arrays that have one number for each. */
    int place() {
        return place;
    }

    /** Of the document's {@code limits.<namespace>}. */
    public String key() {
        return key;
    }
}
