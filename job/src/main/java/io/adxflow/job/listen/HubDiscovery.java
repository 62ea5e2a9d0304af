package io.adxflow.job.listen;

import io.adxflow.job.listen.Notices.Notice;
import io.adxflow.sinks.reading.EventPositions;
import io.adxflow.sinks.reading.EventPositions.StoredEvent;
import io.adxflow.sinks.reading.StoredBlobs;
import io.adxflow.sinks.reading.StoredEvents;
import io.adxflow.sources.listen.Discovery;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads notifications of blobs from one hub or topic. Its cursors are the next positions in the partitions; what is acknowledged is committed
 * to the group, up to the first position that is not, so that a job without state goes on behind what was taken, and others see the lag.
 * Closing waits for a look that is under way.
 */
final class HubDiscovery implements Discovery {
    private static final Logger LOG = LoggerFactory.getLogger(HubDiscovery.class);
    private static final Duration POLL = Duration.ofMillis(300);
    /** Of one look, so that pending blobs stay few. */
    private static final int MAX_FOUND = 2_000;

    private final StoredEvents hub;
    private final String name;
    private final String group;
    private final StoredBlobs blobs;

    /** Next positions, by partition. */
    private final Map<Integer, Long> next = new TreeMap<>();

    /** What is not taken, by partition. */
    private final Map<Integer, TreeSet<Receipt>> open = new HashMap<>();

    private @Nullable EventPositions reading;
    private List<Integer> partitions = List.of();

    private record Receipt(int partition, long position, int index) implements Comparable<Receipt> {
        @Override
        public int compareTo(Receipt other) {
            int byPosition = Long.compare(position, other.position);
            return byPosition != 0 ? byPosition : Integer.compare(index, other.index);
        }

        static Receipt parse(String text) {
            String[] parts = text.substring(text.lastIndexOf('@') + 1).split("/", -1);
            return new Receipt(Integer.parseInt(parts[0]), Long.parseLong(parts[1]), Integer.parseInt(parts[2]));
        }
    }

    /**
     * Connects to nothing yet.
     *
     * @param name tells it from others of the same input
     * @param blobs those to read; not closed
     */
    HubDiscovery(StoredEvents hub, String name, String group, StoredBlobs blobs) {
        this.hub = hub;
        this.name = name;
        this.group = group;
        this.blobs = blobs;
    }

    @Override
    public void begin(Map<String, Long> cursors, Collection<String> unacknowledged) {
        cursors.forEach((cursor, position) -> {
            if (cursor.startsWith(name + "/")) {
                next.put(Integer.parseInt(cursor.substring(name.length() + 1)), position);
            }
        });
        unacknowledged.stream().filter(this::isOurs).map(Receipt::parse).forEach(this::add);
    }

    private boolean isOurs(String receipt) {
        return receipt.startsWith(name + "@");
    }

    private void add(Receipt receipt) {
        open.computeIfAbsent(receipt.partition(), partition -> new TreeSet<>()).add(receipt);
    }

    @Override
    public synchronized Look look() throws Exception {
        try {
            EventPositions from = reading();
            Map<Integer, Long> ends = new TreeMap<>(next);
            List<Found> found = new ArrayList<>();
            List<Receipt> receipts = new ArrayList<>();
            while (found.size() < MAX_FOUND) {
                List<StoredEvent> events = from.poll(POLL);
                if (events.isEmpty()) {
                    break;
                }
                for (StoredEvent event : events) {
                    read(event, found, receipts);
                    ends.put(event.partition(), event.position() + 1);
                }
            }
            receipts.forEach(this::add);
            next.putAll(ends);
            Map<String, Long> cursors = new HashMap<>();
            next.forEach((partition, position) -> cursors.put(name + "/" + partition, position));
            return new Look(found, cursors);
        } catch (Exception e) {
            // What was polled is polled again, by another reader.
            forget();
            throw e;
        }
    }

    private void read(StoredEvent event, List<Found> to, List<Receipt> receipts)
            throws InterruptedException, IOException {
        byte[] value = event.value();
        List<Notice> notices;
        try {
            notices = value == null ? List.of() : Notices.read(value);
        } catch (IOException e) {
            LOG.warn(
                    "{}/{} at {} is no notification of a blob, and passed over: {}",
                    hub.topic(),
                    event.partition(),
                    event.position(),
                    e.getMessage());
            return;
        }
        Map<String, String> hints = new HashMap<>();
        event.headers().forEach((key, text) -> {
            if (TableHints.HEADERS.contains(key)) {
                hints.put(key, text);
            }
        });
        for (int i = 0; i < notices.size(); i++) {
            Notice notice = notices.get(i);
            if (blobs.name(notice.url()) != null) {
                Receipt receipt = new Receipt(event.partition(), event.position(), i);
                receipts.add(receipt);
                to.add(new Found(
                        notice.url(),
                        notice.etag(),
                        notice.bytes(),
                        false,
                        hints,
                        name + "@" + receipt.partition() + "/" + receipt.position() + "/" + i));
            }
        }
    }

    private EventPositions reading() throws IOException, InterruptedException {
        EventPositions known = reading;
        if (known == null) {
            known = hub.read(group);
            reading = known;
            partitions = List.of();
        }
        List<Integer> now = known.partitions();
        if (!now.equals(partitions)) {
            Map<Integer, @Nullable Long> from = new HashMap<>();
            now.forEach(partition -> from.put(partition, next.get(partition)));
            known.seek(from);
            partitions = now;
        }
        return known;
    }

    private void forget() {
        EventPositions known = reading;
        reading = null;
        if (known != null) {
            known.close();
        }
    }

    @Override
    public synchronized void acknowledge(List<String> receipts) throws Exception {
        receipts.stream().filter(this::isOurs).map(Receipt::parse).forEach(receipt -> {
            TreeSet<Receipt> of = open.get(receipt.partition());
            if (of != null) {
                of.remove(receipt);
            }
        });
        Map<Integer, Long> taken = new HashMap<>();
        next.forEach((partition, position) -> {
            TreeSet<Receipt> of = open.get(partition);
            taken.put(
                    partition,
                    of == null || of.isEmpty() ? position : of.first().position());
        });
        if (!taken.isEmpty()) {
            try {
                reading().commit(taken);
            } catch (Exception e) {
                forget();
                throw e;
            }
        }
    }

    @Override
    public synchronized void close() {
        forget();
        hub.close();
    }
}
