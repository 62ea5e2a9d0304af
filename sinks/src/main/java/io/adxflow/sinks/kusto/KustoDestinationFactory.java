package io.adxflow.sinks.kusto;

import io.adxflow.sinks.delivery.Destination;
import io.adxflow.sinks.delivery.DestinationFactory;
import io.adxflow.sinks.delivery.MonikerSpec;
import io.adxflow.sinks.kusto.settings.KustoSettingsParser;
import io.adxflow.sinks.storage.StorageSettings;
import java.util.List;
import java.util.Objects;

/** Kind {@code kusto}: tables of an Azure Data Explorer cluster. */
public final class KustoDestinationFactory implements DestinationFactory {
    private static final List<String> PLACE = List.of("endpoint", "staging-container");

    @Override
    public String kind() {
        return "kusto";
    }

    @Override
    public List<String> validate(MonikerSpec moniker) {
        return new KustoSettingsParser(moniker).problems();
    }

    /** A commit is found by the blob, its marker and the cluster's tag. */
    @Override
    public boolean areSamePlace(MonikerSpec one, MonikerSpec other) {
        return PLACE.stream()
                .allMatch(option -> Objects.equals(
                        one.options().get(option), other.options().get(option)));
    }

    /** Connects to nothing yet. */
    @Override
    public Destination open(MonikerSpec moniker, StorageSettings storage) {
        return new KustoDestination(new KustoSettingsParser(moniker).settings(), System::currentTimeMillis);
    }
}
