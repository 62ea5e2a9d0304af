package io.adxflow.sinks.pair;

import io.adxflow.sinks.delivery.MonikerSpec;
import java.util.List;

/**
 * Storages and hubs under one name, typed.
 *
 * @param storages a batch goes to one of them
 * @param hubs its notice goes to one of them; empty for no notices
 * @param cloudEvents whether notices are CloudEvents 1.0, else as Event Grid writes them
 * @param topic the resource that notices are of, as Event Grid names it
 * @param requestPrice of 10,000 requests, in the currency of whoever reads it
 */
record PairSettings(
        String moniker,
        List<MonikerSpec> storages,
        List<MonikerSpec> hubs,
        boolean cloudEvents,
        String topic,
        double requestPrice) {}
