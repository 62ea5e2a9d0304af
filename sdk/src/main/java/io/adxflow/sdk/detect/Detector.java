package io.adxflow.sdk.detect;

/**
 * Finds one kind of sensitive text. Stateless, thread-safe, made without arguments.
 *
 * <p>A pure function of the bytes that it is shown, in time linear in their number: a replay after a failure must find the same, and
 * it runs in the thread that all rows of a reader pass.
 */
public interface Detector {

    /** By which {@code scrub.find} names it: 1 to 32 lower case letters, digits and {@code -}, and no name of a built-in detector. */
    String name();

    /**
     * Tells of every place that it finds, from left to right and without overlap.
     *
     * @param text UTF-8, not to be changed or kept
     * @param from of the part to look at
     * @param to behind it
     */
    void find(byte[] text, int from, int to, Found found);

    /** Is told of places. */
    interface Found {
        /** A place of at least a byte, within what was shown. Others are ignored. */
        void add(int start, int end);
    }
}
