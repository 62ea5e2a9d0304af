package io.adxflow.sources.http;

import java.util.Locale;

/** Why a request is not taken: the status its sender sees and the {@code reason} label it is counted under. */
enum Refusal {
    MALFORMED(400),
    EMPTY(400),
    CONTENT(400),
    UNKNOWN_PATH(404),
    UNKNOWN_TARGET(404),
    METHOD(405),
    BODY_TIMEOUT(408),
    TOO_LARGE(413),
    URI_TOO_LONG(414),
    MEDIA_TYPE(415),
    EXPECTATION(417),
    HEADERS_TOO_LARGE(431),
    /** No room in the byte budget; the status is {@code ingest.overload-status}. */
    INFLIGHT_BYTES(503),
    /** The target has no room; the status is {@code ingest.overload-status}. */
    TARGET_OVERLOAD(503),
    CONNECTIONS(503),
    /** The job is between two attempts, or its reader ended before the answer was due. */
    RESTART(503),
    DRAINING(503),
    /** The operator behind the reader could not try the request. */
    UNAVAILABLE(503);

    private final int status;

    Refusal(int status) {
        this.status = status;
    }

    int status() {
        return status;
    }

    /** True when the cause is load, so that the sender's status is an option. */
    boolean isOverload() {
        return this == INFLIGHT_BYTES || this == TARGET_OVERLOAD;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
