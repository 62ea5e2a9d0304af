package io.adxflow.sinks.extension;

import io.adxflow.sdk.destination.DestinationKind;
import io.adxflow.sdk.host.Extension;
import io.adxflow.sdk.host.ExtensionException;
import io.adxflow.sinks.delivery.Destination;
import io.adxflow.sinks.delivery.DestinationFactory;
import io.adxflow.sinks.delivery.MonikerSpec;
import io.adxflow.sinks.storage.StorageSettings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A kind that an extension provides. It answers here for a time that is bounded, whatever the extension does. */
final class ExtensionDestinationFactory implements DestinationFactory {
    private final Extension<DestinationKind> extension;

    ExtensionDestinationFactory(Extension<DestinationKind> extension) {
        this.extension = extension;
    }

    @Override
    public String kind() {
        return extension.name();
    }

    @Override
    public List<String> validate(MonikerSpec moniker) {
        try {
            return List.copyOf(extension.ask("validate", kind -> kind.validate(moniker.options())));
        } catch (ExtensionException | NullPointerException e) {
            return List.of("kind: " + kind() + " cannot say whether its options are right: " + e.getMessage());
        }
    }

    /** Two that the extension cannot tell apart for certain are two. */
    @Override
    public boolean areSamePlace(MonikerSpec one, MonikerSpec other) {
        try {
            return extension.ask("areSamePlace", kind -> kind.areSamePlace(one.options(), other.options()));
        } catch (ExtensionException e) {
            return one.options().equals(other.options());
        }
    }

    @Override
    public Destination open(MonikerSpec moniker, StorageSettings storage) {
        return new ExtensionDestination(extension, moniker.name(), moniker.options());
    }

    /** Null too when it cannot be told: then {@link #validate} says what is wrong. */
    @Override
    public @Nullable Description describe() {
        try {
            return new Description(
                    extension.ask("description", DestinationKind::description),
                    List.copyOf(extension.ask("options", DestinationKind::options)));
        } catch (ExtensionException | NullPointerException e) {
            return null;
        }
    }
}
