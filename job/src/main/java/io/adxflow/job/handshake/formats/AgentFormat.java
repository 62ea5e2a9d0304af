package io.adxflow.job.handshake.formats;

import io.adxflow.job.handshake.HandshakeGrant;

/** A program's configuration, made of a grant. Stateless. */
public interface AgentFormat {

    /** By which a hand-shake asks for it. */
    String name();

    /** Of {@link #render}. */
    String contentType();

    /**
     * The configuration, ready to use.
     *
     * @param tokenFile a file that holds the token, to be named instead of it, or empty
     */
    String render(HandshakeGrant grant, String tokenFile);
}
