package io.adxflow.sources.tls;

/** Whether clients show certificates. */
public enum ClientAuth {
    /** They are not asked. */
    NONE,
    /** They are asked; those without one go on without. */
    REQUEST,
    /** Those without one are turned away in the handshake. */
    REQUIRE
}
