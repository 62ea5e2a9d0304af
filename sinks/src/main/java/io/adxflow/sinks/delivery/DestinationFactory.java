package io.adxflow.sinks.delivery;

import io.adxflow.sdk.Option;
import io.adxflow.sinks.reading.StoredBlobs;
import io.adxflow.sinks.reading.StoredEvents;
import io.adxflow.sinks.reading.StoredNotices;
import io.adxflow.sinks.storage.AppendStore;
import io.adxflow.sinks.storage.StorageSettings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes destinations of one kind. Found by {@link java.util.ServiceLoader}. */
public interface DestinationFactory {

    /** The {@link MonikerSpec#kind} it stands for. */
    String kind();

    /** All that is wrong with a moniker's options, each with the option's name; empty when nothing is. */
    List<String> validate(MonikerSpec moniker);

    /**
     * What people are told of the kind, of one that tells it itself; null when the job does. What is told is short and bounded.
     */
    default @Nullable Description describe() {
        return null;
    }

    /** A kind in words, and all that may be set for it. */
    record Description(String text, List<Option> options) {}

    /**
     * Whether two definitions of this kind are one place, so that a batch which may have been committed under one is found
     * committed under the other.
     */
    default boolean areSamePlace(MonikerSpec one, MonikerSpec other) {
        return one.options().equals(other.options());
    }

    /**
     * Opens what a destination of this kind has for other monikers' batches to wait in, apart from what it delivers; null when it has
     * nothing. {@link AutoCloseable} where there is something to close. May block.
     */
    default @Nullable AppendStore standby(MonikerSpec moniker, StorageSettings storage) throws Exception {
        return null;
    }

    /** Opens what lies where the moniker writes to, for reading; null when its kind has no blobs. Connects to nothing yet. */
    default @Nullable StoredBlobs blobs(MonikerSpec moniker, StorageSettings storage) {
        return null;
    }

    /**
     * Opens a queue that tells of what the moniker's place gets, for reading, as whoever the moniker is; null when its kind knows none.
     * Connects to nothing yet.
     *
     * @param queue its URL, or its name where the moniker's secret says of which account
     */
    default @Nullable StoredNotices notices(MonikerSpec moniker, String queue) {
        return null;
    }

    /** Opens what was sent where the moniker sends to, for reading; null when its kind has no events. Connects to nothing yet. */
    default @Nullable StoredEvents events(MonikerSpec moniker) {
        return null;
    }

    /** What the moniker is made of: the storages of its blobs, and then the hubs that tell of them; null when it stands alone. */
    default @Nullable Parts parts(MonikerSpec moniker) {
        return null;
    }

    /** Monikers that one is made of. */
    record Parts(List<MonikerSpec> storages, List<MonikerSpec> hubs) {
        public Parts {
            storages = List.copyOf(storages);
            hubs = List.copyOf(hubs);
        }
    }

    /** Opens a destination for a moniker without problems. May connect; is called again when it fails. */
    Destination open(MonikerSpec moniker, StorageSettings storage) throws Exception;
}
