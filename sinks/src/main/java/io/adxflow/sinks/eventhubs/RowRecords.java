package io.adxflow.sinks.eventhubs;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.adxflow.sinks.batch.BatchContent;
import io.adxflow.sinks.batch.BatchIds;
import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.events.Event;
import io.adxflow.sinks.events.EventReader;
import io.adxflow.sinks.events.EventShape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/**
 * A batch's rows as records, with headers that say what they are and name them for good. Text, numbers in decimal digits:
 *
 * <pre>
 * adxflow-database, adxflow-table
 * adxflow-schema    the schema's id, with which a batch's id ends
 * adxflow-schema-version  the first of the table's versions that has its columns
 * adxflow-columns   name:type,…                       CSV alone
 * adxflow-batch     the batch's id
 * adxflow-row       offset in the batch of the first row
 * adxflow-rows      how many rows                     unless it is 1
 * adxflow-part      n/m: part n, from 0, of m         of a row that is too long for an event
 * </pre>
 */
final class RowRecords implements Records {
    private final String hub;
    private final EventReader events;
    private final List<Header> common = new ArrayList<>();

    RowRecords(String hub, SealedBatch batch, BatchContent content, EventShape shape) throws IOException {
        this.hub = hub;
        this.events = new EventReader(batch, content, shape);
        common.add(header("adxflow-database", batch.key().database()));
        common.add(header("adxflow-table", batch.key().table()));
        common.add(header("adxflow-schema", BatchIds.schemaIdOf(batch.batchId())));
        common.add(header("adxflow-schema-version", Integer.toString(batch.tableVersion())));
        if (shape.format() == EventShape.Format.CSV) {
            common.add(header("adxflow-columns", batch.key().schema()));
        }
        common.add(header("adxflow-batch", batch.batchId()));
    }

    @Override
    public @Nullable ProducerRecord<byte[], byte[]> next() throws IOException {
        Event event = events.next();
        if (event == null) {
            return null;
        }
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(hub, null, null, event.key(), event.value(), common);
        record.headers().add("adxflow-row", Long.toString(event.row()).getBytes(US_ASCII));
        if (event.rows() > 1) {
            record.headers().add("adxflow-rows", Integer.toString(event.rows()).getBytes(US_ASCII));
        }
        if (event.parts() > 1) {
            record.headers().add("adxflow-part", (event.part() + "/" + event.parts()).getBytes(US_ASCII));
        }
        return record;
    }

    private static Header header(String name, String value) {
        return new RecordHeader(name, value.getBytes(UTF_8));
    }
}
