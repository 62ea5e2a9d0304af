package io.adxflow.sinks.eventhubs;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** Sends the records of one batch, and waits for the broker's word on all of them. For one thread, and the producer's. */
final class Sends implements Callback {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long sent;
    private long settled;
    private @Nullable Exception failure;

    /**
     * Hands all records to the producer, which makes the caller wait while too many are on their way, and returns when the broker has
     * them.
     *
     * @throws TimeoutException when nothing was heard for so long
     */
    void all(Producer<byte[], byte[]> producer, Records records, long timeoutMillis) throws Exception {
        for (ProducerRecord<byte[], byte[]> record = records.next(); record != null; record = records.next()) {
            sent++;
            // What becomes of it is told to the callback.
            var unused = producer.send(record, this);
            failed();
        }
        producer.flush();
        lock.lockInterruptibly();
        try {
            long left = TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
            while (settled < sent && failure == null) {
                if (left <= 0) {
                    throw new TimeoutException("no answer to " + (sent - settled) + " of " + sent + " events");
                }
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
        failed();
    }

    private void failed() throws Exception {
        lock.lock();
        try {
            if (failure != null) {
                throw failure;
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void onCompletion(@Nullable RecordMetadata metadata, @Nullable Exception exception) {
        lock.lock();
        try {
            settled++;
            if (exception != null && failure == null) {
                failure = exception;
            }
            if (failure != null || settled == sent) {
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }
}
