package io.adxflow.bench.load;

/** Told what happens to each body, on the sender's thread. */
public interface LoadListener {
    /** A body is about to be sent, for the first time or again. */
    default void attempted(long body) {}

    /** A body was answered with 2xx. */
    default void acknowledged(long body) {}

    /** A body was refused for good and will not be sent again. */
    default void failed(long body, int status, String answer) {}
}
