package io.adxflow.job.listen;

import io.adxflow.sinks.delivery.DestinationFactory.Parts;
import io.adxflow.sinks.delivery.Destinations;
import io.adxflow.sinks.delivery.MonikerSpec;
import io.adxflow.sinks.storage.StorageSettings;
import io.adxflow.sources.listen.Discovery;
import io.adxflow.sources.listen.Feeds;
import io.adxflow.sources.listen.ListenInput;
import io.adxflow.sources.listen.ListenKinds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.util.TimeUtils;

/** Opens what inputs listen on: monikers, as they were defined at the start. */
public final class MonikerInputs implements ListenKinds {
    private static final long serialVersionUID = 1L;
    /** More files than are remembered, so that new ones are found among those that are known. */
    private static final int MORE_THAN_REMEMBERED = 10_000;

    private final Map<String, MonikerSpec> monikers;
    private final StorageSettings storage;

    public MonikerInputs(Map<String, MonikerSpec> monikers, StorageSettings storage) {
        this.monikers = Map.copyOf(monikers);
        this.storage = storage;
    }

    @Override
    public Discovery discovery(ListenInput input) {
        MonikerSpec moniker = moniker(input);
        return switch (moniker.kind()) {
            case "pair" -> ofPair(input, moniker);
            case "blob" -> ofContainer(input, moniker);
            case "eventhubs" -> new TopicDiscovery(Destinations.events(moniker), group(input));
            default -> listing(input, moniker);
        };
    }

    private Discovery ofContainer(ListenInput input, MonikerSpec moniker) {
        String queue = input.option("queue", "");
        return queue.isEmpty()
                ? listing(input, moniker)
                : new QueueDiscovery(Destinations.notices(moniker, queue), Destinations.blobs(moniker, storage));
    }

    private Discovery listing(ListenInput input, MonikerSpec moniker) {
        return new BlobDiscovery(
                Destinations.blobs(moniker, storage),
                TimeUtils.parseDuration(input.option("settle", "0s")).toMillis(),
                input.maxRemembered() + MORE_THAN_REMEMBERED,
                System::currentTimeMillis);
    }

    private Discovery ofPair(ListenInput input, MonikerSpec pair) {
        Parts parts = Destinations.parts(pair);
        PoolBlobs blobs = storages(parts);
        List<Discovery> hubs = new ArrayList<>();
        for (MonikerSpec hub : parts.hubs()) {
            hubs.add(new HubDiscovery(Destinations.events(hub), hub.name(), group(input), blobs));
        }
        return new ManyDiscoveries(hubs, blobs);
    }

    private PoolBlobs storages(Parts parts) {
        return new PoolBlobs(parts.storages().stream()
                .map(each -> Destinations.blobs(each, storage))
                .toList());
    }

    /** Whose committed positions tell how far an input is. */
    private static String group(ListenInput input) {
        return "adxflow-listen-" + input.name();
    }

    @Override
    public Feeds feeds(ListenInput input) {
        MonikerSpec moniker = moniker(input);
        return switch (moniker.kind()) {
            case "pair" -> new BlobFeeds(input, storages(Destinations.parts(moniker)));
            case "eventhubs" -> new TopicFeeds(input, Destinations.events(moniker), group(input));
            default -> new BlobFeeds(input, Destinations.blobs(moniker, storage));
        };
    }

    private MonikerSpec moniker(ListenInput input) {
        MonikerSpec moniker = monikers.get(input.option("moniker", ""));
        if (moniker == null) {
            throw new IllegalArgumentException("listen." + input.name() + ": there is no such moniker");
        }
        return moniker;
    }
}
