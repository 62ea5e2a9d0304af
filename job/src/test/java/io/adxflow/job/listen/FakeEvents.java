package io.adxflow.job.listen;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.adxflow.sinks.reading.EventPositions;
import io.adxflow.sinks.reading.StoredEvents;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A topic in memory, of one group, that fails when it is told to. */
final class FakeEvents implements StoredEvents {
    private final List<List<EventPositions.StoredEvent>> partitions = new ArrayList<>();
    final Map<Integer, Long> committed = new TreeMap<>();
    int failures;

    FakeEvents(int count) {
        for (int i = 0; i < count; i++) {
            partitions.add(new ArrayList<>());
        }
    }

    void add(int partition, String value, Map<String, String> headers) {
        List<EventPositions.StoredEvent> events = partitions.get(partition);
        events.add(new EventPositions.StoredEvent(
                partition, events.size(), value == null ? null : value.getBytes(UTF_8), headers));
    }

    @Override
    public String topic() {
        return "t";
    }

    @Override
    public EventPositions read(String group) {
        return new EventPositions() {
            private final Map<Integer, Long> next = new TreeMap<>();

            @Override
            public List<Integer> partitions() {
                List<Integer> all = new ArrayList<>();
                for (int i = 0; i < partitions.size(); i++) {
                    all.add(i);
                }
                return all;
            }

            @Override
            public void seek(Map<Integer, Long> from) {
                next.clear();
                from.forEach((partition, position) -> next.put(
                        partition, position == null ? committed.getOrDefault(partition, 0L) : Math.max(0, position)));
            }

            @Override
            public List<StoredEvent> poll(Duration wait) throws IOException {
                if (failures > 0) {
                    failures--;
                    throw new IOException("away");
                }
                List<StoredEvent> polled = new ArrayList<>();
                next.replaceAll((partition, position) -> {
                    List<StoredEvent> of = partitions.get(partition);
                    polled.addAll(of.subList(position.intValue(), of.size()));
                    return (long) of.size();
                });
                return polled;
            }

            @Override
            public void commit(Map<Integer, Long> positions) {
                committed.putAll(positions);
            }

            @Override
            public void close() {}
        };
    }
}
