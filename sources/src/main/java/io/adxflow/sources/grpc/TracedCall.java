package io.adxflow.sources.grpc;

/** A call as its {@link CallTracer} sees it. Called on the call's event loop. */
interface TracedCall {

    /** That many bytes of the message have come and are held; more are read only when this returns. */
    void arrived(long bytes);

    /** The stream is closed. */
    void end();
}
