package io.adxflow.job.opamp;

/** A WebSocket of an agent. Any thread may call it; none of it blocks. */
interface AgentChannel {
    /** Sends a message, without OpAMP's header. */
    void send(byte[] message);

    /** @param code of RFC 6455 */
    void close(short code, String reason);
}
