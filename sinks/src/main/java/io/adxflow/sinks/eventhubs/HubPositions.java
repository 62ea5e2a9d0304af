package io.adxflow.sinks.eventhubs;

import io.adxflow.sinks.reading.EventPositions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** Reads partitions by Kafka's consumer, which nobody assigns but the one who has it. */
final class HubPositions implements EventPositions {
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(2);

    private final String topic;
    private final Consumer<byte[], byte[]> consumer;

    /** @param consumer closed with this one */
    HubPositions(String topic, Consumer<byte[], byte[]> consumer) {
        this.topic = topic;
        this.consumer = consumer;
    }

    private interface Call<T> {
        T run();
    }

    private static <T> T call(Call<T> call) throws IOException, InterruptedException {
        try {
            return call.run();
        } catch (InterruptException e) {
            // It has set the thread's flag, which whoever catches the other one does not expect.
            boolean unused = Thread.interrupted();
            InterruptedException interrupted = new InterruptedException("interrupted");
            interrupted.initCause(e);
            throw interrupted;
        } catch (KafkaException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public List<Integer> partitions() throws IOException, InterruptedException {
        return call(() -> consumer.partitionsFor(topic).stream()
                .map(PartitionInfo::partition)
                .sorted()
                .toList());
    }

    @Override
    public void seek(Map<Integer, @Nullable Long> from) throws IOException, InterruptedException {
        boolean unused = call(() -> {
            consumer.assign(from.keySet().stream().map(this::partition).toList());
            from.forEach((partition, position) -> {
                if (position != null && position < 0) {
                    consumer.seekToBeginning(List.of(partition(partition)));
                } else if (position != null) {
                    consumer.seek(partition(partition), position);
                }
            });
            return true;
        });
    }

    private TopicPartition partition(int number) {
        return new TopicPartition(topic, number);
    }

    @Override
    public List<StoredEvent> poll(Duration wait) throws IOException, InterruptedException {
        return call(() -> {
            List<StoredEvent> events = new ArrayList<>();
            for (ConsumerRecord<byte[], byte[]> each : consumer.poll(wait)) {
                Map<String, String> headers = new HashMap<>();
                for (Header header : each.headers()) {
                    if (header.value() != null) {
                        headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
                    }
                }
                events.add(new StoredEvent(each.partition(), each.offset(), each.value(), headers));
            }
            return events;
        });
    }

    @Override
    public void commit(Map<Integer, Long> next) throws IOException, InterruptedException {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        next.forEach((partition, position) -> offsets.put(partition(partition), new OffsetAndMetadata(position)));
        boolean unused = call(() -> {
            consumer.commitSync(offsets);
            return true;
        });
    }

    @Override
    public void close() {
        consumer.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(CLOSE_WAIT));
    }
}
