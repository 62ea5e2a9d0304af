package io.adxflow.sinks.eventhubs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/** One message as records. */
final class NoticeRecord implements Records {
    private @Nullable ProducerRecord<byte[], byte[]> record;

    NoticeRecord(String hub, String key, String json, Map<String, String> headers) {
        List<Header> all = new ArrayList<>();
        headers.forEach((name, value) -> all.add(new RecordHeader(name, value.getBytes(UTF_8))));
        record = new ProducerRecord<>(hub, null, null, key.getBytes(UTF_8), json.getBytes(UTF_8), all);
    }

    @Override
    public @Nullable ProducerRecord<byte[], byte[]> next() {
        ProducerRecord<byte[], byte[]> next = record;
        record = null;
        return next;
    }
}
