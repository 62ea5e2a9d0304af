package io.adxflow.sinks.eventhubs;

/** Brings a batch's records to a hub. Idempotent by the batch's id, as far as the implementation says. Blocks; thread-safe. */
interface HubDelivery extends AutoCloseable {
    /** Does ahead what nobody sees. May do nothing. */
    void stage(String batchId, Records.Source records) throws Exception;

    /** Makes all records visible, unless they are already. Looks for that before {@code records} is opened. */
    void commit(String batchId, Records.Source records) throws Exception;

    /** Forgets what was staged. */
    void abort(String batchId);

    /** Makes new clients from now on: what they signed in with is refused. */
    void renew();

    @Override
    void close();
}
