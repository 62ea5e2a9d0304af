package io.adxflow.sources.http;

/** The way back to the sender of one request. Any thread may call it; it never blocks. */
interface Responder {

    /** True once nobody can receive the answer any more. */
    boolean senderGone();

    /** Called once per request. Does nothing when the sender is gone. */
    void answer(Answer answer);
}
