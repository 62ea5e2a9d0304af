package io.adxflow.sinks.delivery;

import java.util.List;

/** Kinds of destinations that are not known before a process runs. Found by {@link java.util.ServiceLoader}. */
public interface MoreDestinations {

    /** What makes them, those that there are now. */
    List<DestinationFactory> factories();
}
