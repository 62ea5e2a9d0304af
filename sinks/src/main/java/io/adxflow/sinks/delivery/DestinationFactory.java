package io.adxflow.sinks.delivery;

import io.adxflow.sinks.storage.StorageSettings;
import java.util.List;

/** Makes destinations of one kind. Found by {@link java.util.ServiceLoader}. */
public interface DestinationFactory {

    /** The {@link MonikerSpec#kind} it stands for. */
    String kind();

    /** All that is wrong with a moniker's options, each with the option's name; empty when nothing is. */
    List<String> validate(MonikerSpec moniker);

    /** Opens a destination for a moniker without problems. May connect; is called again when it fails. */
    Destination open(MonikerSpec moniker, StorageSettings storage) throws Exception;
}
