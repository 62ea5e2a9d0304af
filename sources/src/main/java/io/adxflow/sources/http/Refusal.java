package io.adxflow.sources.http;

import io.adxflow.sources.auth.Denial;
import java.util.Locale;

/** Why a request is not taken: the status its sender sees and the {@code reason} label it is counted under. */
enum Refusal {
    MALFORMED(400),
    EMPTY(400),
    CONTENT(400),
    /** No credential that was ever issued. */
    UNAUTHENTICATED(401),
    /** A credential of somebody who may not write there. */
    FORBIDDEN(403),
    /** A connection that did not come to speak TLS. */
    TLS_HANDSHAKE(400),
    /** A page that may not send. */
    ORIGIN(403),
    UNKNOWN_PATH(404),
    UNKNOWN_TARGET(404),
    METHOD(405),
    HEADER_TIMEOUT(408),
    BODY_TIMEOUT(408),
    TOO_LARGE(413),
    URI_TOO_LONG(414),
    MEDIA_TYPE(415),
    EXPECTATION(417),
    HEADERS_TOO_LARGE(431),
    HTTP_VERSION(505),
    /** No room in the byte budget; the status is {@code ingest.overload-status}. */
    INFLIGHT_BYTES(503),
    /** The target has no room; the status is {@code ingest.overload-status}. */
    TARGET_OVERLOAD(503),
    /** The namespace sends more than it may; likewise. */
    LIMIT(503),
    CONNECTIONS(503),
    /** A credential whose time, and that of grace, is over. */
    CREDENTIAL_EXPIRED(503),
    /** What a credential is to be held against is not there. */
    AUTH_UNDECIDED(503),
    /** A credential from an address that too many wrong ones came from. */
    AUTH_FAILURES(503),
    /** The job is between two attempts, or its reader ended before the answer was due. */
    RESTART(503),
    DRAINING(503),
    /** The operator behind the reader could not try the request. */
    UNAVAILABLE(503);

    private final int status;

    Refusal(int status) {
        this.status = status;
    }

    static Refusal of(Denial.Reason reason) {
        return switch (reason) {
            case UNAUTHENTICATED -> UNAUTHENTICATED;
            case FORBIDDEN -> FORBIDDEN;
            case CREDENTIAL_EXPIRED -> CREDENTIAL_EXPIRED;
            case AUTH_UNDECIDED -> AUTH_UNDECIDED;
            case AUTH_FAILURES -> AUTH_FAILURES;
        };
    }

    int status() {
        return status;
    }

    /** True when the cause is load, so that the sender's status is an option. */
    boolean isOverload() {
        return this == INFLIGHT_BYTES || this == TARGET_OVERLOAD || this == LIMIT;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
