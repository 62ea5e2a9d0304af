package io.adxflow.sinks.extension;

import io.adxflow.sdk.host.Extensions;
import io.adxflow.sinks.delivery.DestinationFactory;
import io.adxflow.sinks.delivery.MoreDestinations;
import java.util.List;

/** The kinds that extensions of this process bring. */
public final class ExtensionDestinations implements MoreDestinations {
    @Override
    public List<DestinationFactory> factories() {
        return Extensions.inUse().destinations().stream()
                .<DestinationFactory>map(ExtensionDestinationFactory::new)
                .toList();
    }
}
