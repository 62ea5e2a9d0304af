package io.adxflow.sources.grpc;

import com.google.rpc.Status;

/** The way back to one caller. Any thread may use it; it never blocks. The first answer counts, later ones are ignored. */
public interface ExportReply {

    /** True once nobody can receive the answer any more: the call was cancelled, or its deadline has passed. */
    boolean callerGone();

    /** @param response an {@code Export…ServiceResponse}, not to be changed any more */
    void succeed(byte[] response);

    /** Status, message and details, the latter in {@code grpc-status-details-bin}. */
    void fail(Status status);
}
