package io.adxflow.sinks.eventhubs;

import io.adxflow.sinks.azure.Identity;
import io.adxflow.sinks.events.EventShape;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where events go, typed.
 *
 * @param hub the event hub or topic
 * @param servers {@code host:port,…}; null when the connection string says
 * @param access how to sign in
 * @param transactions whether a batch is one transaction
 * @param name what transactional ids and groups with markers begin with
 * @param slots how many of them there are
 * @param maxRequestBytes of a request to the broker, all of it
 * @param memoryBytes of events on their way, of each producer
 * @param maxBatches that are delivered at once
 */
record HubSettings(
        String moniker,
        String hub,
        @Nullable String servers,
        Access access,
        EventShape shape,
        boolean transactions,
        Duration transactionTimeout,
        String name,
        int slots,
        int maxRequestBytes,
        String compression,
        Duration requestTimeout,
        Duration deliveryTimeout,
        long memoryBytes,
        int maxBatches) {

    /**
     * How to sign in: by a connection string, as somebody, by a file of the Kafka client's own properties, or not.
     *
     * @param stringEnv environment variable with the connection string
     * @param stringFile file with it
     * @param identity with method none unless tokens are sent
     * @param propertiesFile laid over all that is configured here
     */
    record Access(
            @Nullable String stringEnv,
            @Nullable String stringFile,
            Identity identity,
            @Nullable String propertiesFile) {}
}
