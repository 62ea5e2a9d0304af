package io.adxflow.sinks.eventhubs;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TransactionAbortedException;
import org.jspecify.annotations.Nullable;

/**
 * Once: a batch's records and its marker are one transaction. Batches share a fixed number of slots, each with a transactional id, so
 * that whoever takes up a batch, in whatever process, ends what another began with it, and then reads whether it is done. Staging sends
 * the records and leaves the transaction open, where it can: one per slot, and not too many. The commit of another batch of the slot
 * gives it up, and it is sent again when its own turn comes.
 */
final class TransactionalDelivery implements HubDelivery {
    private final HubSettings settings;
    private final HubClients clients;
    private final Markers markers;
    private final Steps steps;

    /** Who has one works with the slot. */
    private final ReentrantLock[] slots;

    private final Semaphore staging;

    /** Open transactions of slots that nobody works with. */
    private final Map<Integer, HubTransaction> staged = new ConcurrentHashMap<>();

    private volatile boolean closed;

    TransactionalDelivery(HubSettings settings, HubClients clients, Steps steps) {
        this.settings = settings;
        this.clients = clients;
        this.markers = new Markers(settings, clients);
        this.steps = steps;
        this.slots = Stream.generate(ReentrantLock::new).limit(settings.slots()).toArray(ReentrantLock[]::new);
        this.staging = new Semaphore(2 * settings.maxBatches());
    }

    @Override
    public void stage(String batchId, Records.Source records) throws Exception {
        dropExpired();
        int slot = markers.slot(batchId);
        if (!staging.tryAcquire()) {
            return;
        }
        boolean kept = false;
        try {
            if (!slots[slot].tryLock()) {
                return;
            }
            try {
                if (!staged.containsKey(slot) && !closed) {
                    kept = open(batchId, slot, records);
                }
            } finally {
                slots[slot].unlock();
            }
        } finally {
            if (!kept) {
                staging.release();
            }
        }
    }

    private boolean open(String batchId, int slot, Records.Source records) throws Exception {
        HubTransaction transaction = begin(batchId, slot);
        boolean kept = false;
        try {
            if (!transaction.isDone()) {
                transaction.send(records);
                staged.put(slot, transaction);
                kept = true;
            }
        } finally {
            if (!kept) {
                transaction.close();
            }
        }
        return kept;
    }

    @Override
    public void commit(String batchId, Records.Source records) throws Exception {
        int slot = markers.slot(batchId);
        slots[slot].lockInterruptibly();
        try {
            HubTransaction open = take(slot);
            if (open != null && open.batchId().equals(batchId)) {
                if (isCommitted(open)) {
                    return;
                }
            } else if (open != null) {
                open.abort();
            }
            try (HubTransaction anew = begin(batchId, slot)) {
                if (!anew.isDone()) {
                    anew.send(records);
                    anew.commit();
                }
            }
        } finally {
            slots[slot].unlock();
        }
    }

    /** Commits what was staged; false when somebody has ended it meanwhile, the broker for one. */
    private static boolean isCommitted(HubTransaction transaction) throws Exception {
        try (transaction) {
            transaction.commit();
            return true;
        } catch (ProducerFencedException
                | InvalidProducerEpochException
                | InvalidTxnStateException
                | TransactionAbortedException e) {
            return false;
        }
    }

    private HubTransaction begin(String batchId, int slot) throws Exception {
        return HubTransaction.begin(batchId, slot, settings, clients, markers, steps);
    }

    private @Nullable HubTransaction take(int slot) {
        HubTransaction taken = staged.remove(slot);
        if (taken != null) {
            staging.release();
        }
        return taken;
    }

    /** Of batches that did not come back in time. */
    private void dropExpired() {
        for (Map.Entry<Integer, HubTransaction> one : staged.entrySet()) {
            if (one.getValue().isExpired()) {
                drop(one.getKey(), one.getValue().batchId());
            }
        }
    }

    private void drop(int slot, String batchId) {
        if (!slots[slot].tryLock()) {
            return;
        }
        try {
            HubTransaction there = staged.get(slot);
            if (there != null && there.batchId().equals(batchId)) {
                take(slot);
                there.abort();
            }
        } finally {
            slots[slot].unlock();
        }
    }

    @Override
    public void abort(String batchId) {
        drop(markers.slot(batchId), batchId);
    }

    /** Each transaction signs in anew anyway. */
    @Override
    public void renew() {
        clients.forget();
    }

    @Override
    public void close() {
        closed = true;
        for (Map.Entry<Integer, HubTransaction> one : Map.copyOf(staged).entrySet()) {
            drop(one.getKey(), one.getValue().batchId());
        }
        clients.close();
    }
}
