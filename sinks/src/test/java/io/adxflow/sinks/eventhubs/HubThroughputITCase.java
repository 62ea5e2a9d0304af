package io.adxflow.sinks.eventhubs;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.events.Cost;
import io.adxflow.sinks.events.EventShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Prints what the destination costs beside a plain loop over Kafka's client that sends the same bytes, ready made, from memory; several
 * rounds of each in turn, in one run. Asserts no figure.
 */
@Tag("soak")
class HubThroughputITCase extends HubTestBase {
    private static final int ROWS = 200_000;
    private static final int ROUNDS = 5;

    @Test
    void isPrintedBesideAPlainLoopOverTheClient() throws Exception {
        for (String transactions : List.of("true", "false")) {
            EventHubsDestination destination =
                    open("transactions", transactions, "bootstrap-servers", broker.servers());
            List<SealedBatch> all = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                all.add(batches.metrics("tp-" + transactions + round, "Cpu", ROWS, 60));
            }
            List<ProducerRecord<byte[], byte[]>> ready = ready(all.get(0));
            long bytes = ready.stream().mapToLong(one -> one.value().length).sum();
            for (int round = 0; round < ROUNDS; round++) {
                SealedBatch batch = all.get(round);
                print("plain loop, transactions " + transactions, bytes, () -> {
                    plain(ready, transactions.equals("true"));
                    return null;
                });
                print("destination, transactions " + transactions, bytes, () -> {
                    destination.commit(batch, batches.content(batch));
                    return null;
                });
            }
            print("reading alone: inflate, CSV, JSON", bytes, () -> ready(all.get(1))
                    .size());
        }
    }

    private List<ProducerRecord<byte[], byte[]>> ready(SealedBatch batch) throws Exception {
        List<ProducerRecord<byte[], byte[]>> ready = new ArrayList<>();
        EventShape shape = new EventShape(EventShape.Format.JSON, true, 0, 1 << 20);
        RowRecords records = new RowRecords(topic, batch, batches.content(batch), shape);
        for (ProducerRecord<byte[], byte[]> record = records.next(); record != null; record = records.next()) {
            ready.add(record);
        }
        assertThat(ready).hasSize(ROWS);
        return ready;
    }

    private void plain(List<ProducerRecord<byte[], byte[]>> ready, boolean transaction) throws Exception {
        HubClients clients = new HubClients(settings("bootstrap-servers", broker.servers()));
        try (Producer<byte[], byte[]> producer =
                transaction ? clients.transactional("plain-" + topic) : clients.idempotent()) {
            if (transaction) {
                producer.initTransactions();
                producer.beginTransaction();
            }
            for (ProducerRecord<byte[], byte[]> record : ready) {
                producer.send(record);
            }
            if (transaction) {
                producer.commitTransaction();
            }
            producer.flush();
        }
    }

    private static void print(String what, long bytes, Callable<?> work) throws Exception {
        Cost cost = Cost.of(work);
        System.out.printf(
                Locale.ROOT,
                "%-40s %6.2f s, %6.2f CPU-s, %7.0f events/s, %6.1f MB/s per core%n",
                what,
                cost.seconds(),
                cost.cpuSeconds(),
                ROWS / cost.seconds(),
                bytes / 1e6 / cost.cpuSeconds());
    }
}
