package io.adxflow.job.listen;

import io.adxflow.sinks.reading.EventPositions;
import io.adxflow.sinks.reading.StoredEvents;
import io.adxflow.sources.listen.Feed;
import io.adxflow.sources.listen.Feeds;
import io.adxflow.sources.listen.ListenInput;
import io.adxflow.sources.listen.ListenSplit;
import java.io.IOException;
import java.util.Map;

/** Reads the partitions of one hub or topic, each with a reader of its own. Thread-safe. */
final class TopicFeeds implements Feeds {
    private final ListenInput input;
    private final StoredEvents hub;
    private final String group;

    TopicFeeds(ListenInput input, StoredEvents hub, String group) {
        this.input = input;
        this.hub = hub;
        this.group = group;
    }

    @Override
    public Feed open(ListenSplit split) throws IOException, InterruptedException {
        int partition = Integer.parseInt(split.name().substring(split.name().lastIndexOf('/') + 1));
        EventPositions reading = hub.read(group);
        reading.seek(Map.of(partition, split.position()));
        return new TopicFeed(input, hub.topic(), reading);
    }

    @Override
    public void close() {
        hub.close();
    }
}
