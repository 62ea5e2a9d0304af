package io.adxflow.sources.wire.otlp;

import org.jspecify.annotations.Nullable;

/**
 * Which fields of OTLP's messages are messages themselves (opentelemetry-proto 1.9: common, resource, logs and trace v1), which
 * is all that it takes to check that a body is well-formed throughout. Immutable once this class is there.
 */
final class MessageShape {
    static final MessageShape ANY_VALUE = new MessageShape();
    static final MessageShape KEY_VALUE = new MessageShape().with(2, ANY_VALUE);
    static final MessageShape LOGS_REQUEST;
    static final MessageShape TRACES_REQUEST;

    private static final int MAX_FIELD = 15;

    static {
        MessageShape leaf = new MessageShape();
        ANY_VALUE.with(5, new MessageShape().with(1, ANY_VALUE)).with(6, new MessageShape().with(1, KEY_VALUE));
        MessageShape resource = new MessageShape().with(1, KEY_VALUE).with(3, leaf);
        MessageShape scope = new MessageShape().with(3, KEY_VALUE);
        MessageShape logRecord = new MessageShape().with(5, ANY_VALUE).with(6, KEY_VALUE);
        MessageShape event = new MessageShape().with(3, KEY_VALUE);
        MessageShape link = new MessageShape().with(4, KEY_VALUE);
        MessageShape span = new MessageShape()
                .with(9, KEY_VALUE)
                .with(11, event)
                .with(13, link)
                .with(15, leaf);
        LOGS_REQUEST = request(resource, scope, logRecord);
        TRACES_REQUEST = request(resource, scope, span);
    }

    private final @Nullable MessageShape[] messages = new MessageShape[MAX_FIELD + 1];

    private static MessageShape request(MessageShape resource, MessageShape scope, MessageShape record) {
        MessageShape ofScope = new MessageShape().with(1, scope).with(2, record);
        MessageShape ofResource = new MessageShape().with(1, resource).with(2, ofScope);
        return new MessageShape().with(1, ofResource);
    }

    private MessageShape with(int field, MessageShape message) {
        messages[field] = message;
        return this;
    }

    /** The message in a field, or null when it holds none. */
    @Nullable
    MessageShape message(int field) {
        return field <= MAX_FIELD ? messages[field] : null;
    }
}
