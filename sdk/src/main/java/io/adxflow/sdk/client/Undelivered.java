package io.adxflow.sdk.client;

/** What becomes of batches that a moniker has not delivered when it is removed. */
public final class Undelivered {
    /** They are delivered, as if it were still there. */
    public static final Undelivered DRAIN = new Undelivered("drain");

    /** They are dropped. */
    public static final Undelivered DROP = new Undelivered("drop");

    private final String text;

    private Undelivered(String text) {
        this.text = text;
    }

    /** They are delivered by another moniker. */
    public static Undelivered moveTo(String moniker) {
        return new Undelivered("move=" + moniker);
    }

    @Override
    public String toString() {
        return text;
    }
}
