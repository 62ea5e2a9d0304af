package io.adxflow.sinks.blob;

import io.adxflow.sinks.delivery.Destination;
import io.adxflow.sinks.delivery.DestinationFactory;
import io.adxflow.sinks.delivery.MonikerSpec;
import io.adxflow.sinks.reading.StoredBlobs;
import io.adxflow.sinks.reading.StoredNotices;
import io.adxflow.sinks.storage.AppendStore;
import io.adxflow.sinks.storage.StorageSettings;
import java.util.List;
import java.util.Objects;

/** Kind {@code blob}: files in a container of Azure Blob Storage, or of Data Lake Storage Gen2 by its Blob endpoint. */
public final class BlobDestinationFactory implements DestinationFactory {
    /** What names a batch's blob. */
    private static final List<String> PLACE = List.of("container", "prefix", "format");

    @Override
    public String kind() {
        return "blob";
    }

    @Override
    public List<String> validate(MonikerSpec moniker) {
        return new BlobSettingsParser(moniker).problems();
    }

    @Override
    public boolean areSamePlace(MonikerSpec one, MonikerSpec other) {
        return PLACE.stream()
                .allMatch(option -> Objects.equals(
                        one.options().get(option), other.options().get(option)));
    }

    /** In a folder beside those of databases. Connects to nothing yet. */
    @Override
    public AppendStore standby(MonikerSpec moniker, StorageSettings storage) {
        return new BlobAppendStore(new BlobSettingsParser(moniker).settings(), "_standby/");
    }

    @Override
    public StoredBlobs blobs(MonikerSpec moniker, StorageSettings storage) {
        return new ContainerBlobs(new BlobSettingsParser(moniker).settings());
    }

    @Override
    public StoredNotices notices(MonikerSpec moniker, String queue) {
        return new NoticeQueue(new BlobSettingsParser(moniker).settings(), queue);
    }

    /** Connects to nothing yet. */
    @Override
    public Destination open(MonikerSpec moniker, StorageSettings storage) {
        return new BlobDestination(new BlobSettingsParser(moniker).settings());
    }
}
