package io.adxflow.sinks.eventhubs;

import io.adxflow.sinks.delivery.Destination;
import io.adxflow.sinks.delivery.DestinationFactory;
import io.adxflow.sinks.delivery.MonikerSpec;
import io.adxflow.sinks.reading.StoredEvents;
import io.adxflow.sinks.storage.StorageSettings;
import java.util.List;
import java.util.Objects;

/** Kind {@code eventhubs}: an event hub over Kafka's protocol, or a topic of any Kafka. */
public final class EventHubsDestinationFactory implements DestinationFactory {
    private static final List<String> PLACE =
            List.of("hub", "namespace", "bootstrap-servers", "transactions", "name", "slots");

    @Override
    public String kind() {
        return "eventhubs";
    }

    @Override
    public List<String> validate(MonikerSpec moniker) {
        return new HubSettingsParser(moniker).problems();
    }

    /** A commit is found by its marker. */
    @Override
    public boolean areSamePlace(MonikerSpec one, MonikerSpec other) {
        return PLACE.stream()
                .allMatch(option -> Objects.equals(
                        one.options().get(option), other.options().get(option)));
    }

    @Override
    public StoredEvents events(MonikerSpec moniker) {
        return new HubEvents(new HubSettingsParser(moniker).settings());
    }

    /** Connects to nothing yet. */
    @Override
    public Destination open(MonikerSpec moniker, StorageSettings storage) {
        HubSettings settings = new HubSettingsParser(moniker).settings();
        return new EventHubsDestination(settings, new HubClients(settings), Steps.none());
    }
}
