package io.adxflow.sinks.cosmos;

import io.adxflow.sinks.delivery.Destination;
import io.adxflow.sinks.delivery.DestinationFactory;
import io.adxflow.sinks.delivery.MonikerSpec;
import io.adxflow.sinks.storage.StorageSettings;
import java.util.List;
import java.util.Objects;

/** Kind {@code cosmos}: items in a container of Azure Cosmos DB for NoSQL. */
public final class CosmosDestinationFactory implements DestinationFactory {
    private static final List<String> PLACE = List.of("endpoint", "database", "container", "partition-key");

    @Override
    public String kind() {
        return "cosmos";
    }

    @Override
    public List<String> validate(MonikerSpec moniker) {
        return new CosmosSettingsParser(moniker).problems();
    }

    /** An item is found by its id and partition key. */
    @Override
    public boolean areSamePlace(MonikerSpec one, MonikerSpec other) {
        return PLACE.stream()
                .allMatch(option -> Objects.equals(
                        one.options().get(option), other.options().get(option)));
    }

    /** Connects to nothing yet. */
    @Override
    public Destination open(MonikerSpec moniker, StorageSettings storage) {
        return new CosmosDestination(new CosmosSettingsParser(moniker).settings(), System::currentTimeMillis);
    }
}
