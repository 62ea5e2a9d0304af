package io.adxflow.sinks.delivery;

import java.util.Map;

/** A destination that can also carry a message about something, instead of rows. */
public interface Announcer {
    /**
     * Carries one message. Idempotent by {@code id} as far as the destination's batches are; blocks; may be interrupted. Throws what the
     * destination's {@link Destination#classify} knows.
     *
     * @param key what keeps its order among others of this key
     * @param headers beside the text, plain ones
     */
    void announce(String id, String key, String json, Map<String, String> headers) throws Exception;
}
