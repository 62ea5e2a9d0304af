package io.adxflow.sources.http;

/** The way back to the sender of one request. Any thread may call it; it never blocks. */
interface Responder {

    /** True once nobody can receive the answer any more. */
    boolean senderGone();

    /** By which listener it came, as metrics name them: {@code http}, {@code otlp_http} or {@code otlp_grpc}. */
    String listener();

    /** Called once per request. Does nothing when the sender is gone. */
    void answer(Answer answer);
}
