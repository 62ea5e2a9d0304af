package io.adxflow.sinks.eventhubs;

import io.adxflow.sinks.azure.AzureFailure;
import io.adxflow.sinks.reading.EventPositions;
import io.adxflow.sinks.reading.StoredEvents;
import java.io.IOException;
import org.apache.kafka.common.KafkaException;

/** Reads a hub, or a topic of any Kafka. */
final class HubEvents implements StoredEvents {
    private final HubSettings settings;
    private final HubClients clients;

    HubEvents(HubSettings settings) {
        this.settings = settings;
        this.clients = new HubClients(settings);
    }

    @Override
    public String topic() {
        return settings.hub();
    }

    @Override
    public EventPositions read(String group) throws IOException {
        try {
            return new HubPositions(settings.hub(), clients.consumer(group));
        } catch (AzureFailure | KafkaException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        clients.close();
    }
}
