package io.adxflow.sinks.eventhubs;

import java.io.IOException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** What a batch is for a hub, one record after the other, the same ones each time. */
interface Records {
    /** The next one, or null after the last. */
    @Nullable
    ProducerRecord<byte[], byte[]> next() throws IOException;

    /** Begins anew. */
    interface Source {
        Records open() throws IOException;
    }
}
