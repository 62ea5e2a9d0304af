package io.adxflow.job.listen;

import io.adxflow.sinks.reading.EventPositions;
import io.adxflow.sinks.reading.StoredEvents;
import io.adxflow.sources.listen.Discovery;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the partitions of a hub or topic whose events are rows or OTLP requests themselves; each is a split without an end. */
final class TopicDiscovery implements Discovery {
    private final StoredEvents hub;
    private final String group;
    private @Nullable EventPositions asking;

    /** Connects to nothing yet. */
    TopicDiscovery(StoredEvents hub, String group) {
        this.hub = hub;
        this.group = group;
    }

    @Override
    public synchronized Look look() throws Exception {
        try {
            EventPositions known = asking;
            if (known == null) {
                known = hub.read(group);
                asking = known;
            }
            List<Found> found = known.partitions().stream()
                    .map(partition -> new Found(hub.topic() + "/" + partition, "", -1, true, Map.of(), ""))
                    .toList();
            return new Look(found, Map.of());
        } catch (Exception e) {
            forget();
            throw e;
        }
    }

    private void forget() {
        EventPositions known = asking;
        asking = null;
        if (known != null) {
            known.close();
        }
    }

    @Override
    public synchronized void close() {
        forget();
        hub.close();
    }
}
