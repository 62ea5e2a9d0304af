package io.adxflow.sdk.wire;

/**
 * Reads the bodies of one protocol, which come by {@code POST /x/<name>}, also with {@code /n/<namespace>} before it and
 * {@code /<database>} behind it. Stateless, thread-safe, made without arguments.
 *
 * <p>A body is translated before it is acknowledged, aside from what receives requests; what comes of it is what is kept, so that a
 * replay needs this format no more.
 */
public interface WireFormat {

    /** By which the path names it: 1 to 32 lower case letters, digits and {@code -}. */
    String name();

    /** What its bodies become. */
    Signal signal();

    /**
     * Reads a body, which comes as it was sent: decompressed only if the sender compressed it by gzip and said so.
     *
     * @throws BadBodyException when it cannot be read; the sender is told by 400, and nothing of the body is kept
     */
    void read(byte[] body, RecordSink records) throws BadBodyException;

    /** Kinds of data. */
    enum Signal {
        METRICS,
        LOGS
    }

    /** A body that is not what this format takes. Its message goes to the sender: what came, and what is expected. */
    final class BadBodyException extends Exception {
        public BadBodyException(String message) {
            super(message);
        }
    }
}
