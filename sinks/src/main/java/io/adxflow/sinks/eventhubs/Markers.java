package io.adxflow.sinks.eventhubs;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.adxflow.sinks.azure.AzureFailure;
import io.adxflow.sinks.batch.XxHash64;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Which batches the hub has, kept where a broker keeps small texts under a name and changes them in a transaction: beside a committed
 * offset. Batches share a fixed number of slots by their id; the text of slot <i>n</i> stands in group {@code <name>-n}, at partition 0
 * of the hub, and holds the names of the newest {@value #REMEMBERED} batches of the slot, 11 characters each. Nobody consumes by these
 * groups, and the offset itself counts the slot's batches. Thread-safe.
 */
final class Markers {
    /** As many as go into the 4,096 bytes that a broker takes unless it is told otherwise (offset.metadata.max.bytes). */
    static final int REMEMBERED = 360;

    private static final int NAME_CHARS = 11;

    private final HubSettings settings;
    private final HubClients clients;
    private final TopicPartition place;

    Markers(HubSettings settings, HubClients clients) {
        this.settings = settings;
        this.clients = clients;
        this.place = new TopicPartition(settings.hub(), 0);
    }

    /** What a slot remembers. */
    record Slot(long count, String names) {
        boolean has(String batchId) {
            String name = name(batchId);
            for (int at = 0; at + NAME_CHARS <= names.length(); at += NAME_CHARS) {
                if (names.startsWith(name, at)) {
                    return true;
                }
            }
            return false;
        }

        Slot with(String batchId) {
            String all = name(batchId) + names;
            return new Slot(count + 1, all.substring(0, Math.min(all.length(), REMEMBERED * NAME_CHARS)));
        }
    }

    int slot(String batchId) {
        return (int) Long.remainderUnsigned(hash(batchId), settings.slots());
    }

    /** The group of a slot, and its transactional id. */
    String group(int slot) {
        return settings.name() + "-" + slot;
    }

    /** What is committed, once no transaction that could change it is open. */
    Slot read(int slot) throws AzureFailure, Exception {
        Map<TopicPartition, OffsetAndMetadata> offsets = clients.admin()
                .listConsumerGroupOffsets(
                        group(slot),
                        new ListConsumerGroupOffsetsOptions()
                                .requireStable(true)
                                .timeoutMs((int) settings.requestTimeout().toMillis()))
                .partitionsToOffsetAndMetadata()
                .get(settings.requestTimeout().toMillis(), TimeUnit.MILLISECONDS);
        OffsetAndMetadata found = offsets.get(place);
        return found == null ? new Slot(0, "") : new Slot(found.offset(), found.metadata());
    }

    /** What is to be committed. */
    Map<TopicPartition, OffsetAndMetadata> offsets(Slot slot) {
        return Map.of(place, new OffsetAndMetadata(slot.count(), slot.names()));
    }

    /** Commits outside of a transaction. */
    void write(int slot, Slot value) throws AzureFailure, Exception {
        clients.admin()
                .alterConsumerGroupOffsets(group(slot), offsets(value))
                .all()
                .get(settings.requestTimeout().toMillis(), TimeUnit.MILLISECONDS);
    }

    private static String name(String batchId) {
        byte[] bytes = ByteBuffer.allocate(Long.BYTES).putLong(hash(batchId)).array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static long hash(String batchId) {
        byte[] bytes = batchId.getBytes(UTF_8);
        return XxHash64.hash(bytes, 0, bytes.length, 0);
    }
}
