package io.adxflow.sinks.pair;

import io.adxflow.sinks.batch.BatchContent;
import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.delivery.Announcer;
import io.adxflow.sinks.delivery.CommittedObject;
import io.adxflow.sinks.delivery.Destination;
import io.adxflow.sinks.delivery.FailureKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;

/** A storage or a hub in memory, that fails when told to; what is in it outlives the process that wrote it. */
final class FakePart implements Destination, Announcer {
    final String name;
    final Set<String> staged = new TreeSet<>();
    final Set<String> committed = new TreeSet<>();
    final List<String> announced = new ArrayList<>();

    /** What happened in any of the parts, in order. */
    private final List<String> log;

    /** What happens while a batch is being staged. */
    Callable<?> whileStaging = () -> null;

    boolean away;
    long asksToWaitMillis;
    long requests;

    FakePart(String name, List<String> log) {
        this.name = name;
        this.log = log;
    }

    private void use() throws Exception {
        requests++;
        if (away) {
            throw new java.io.IOException("away");
        }
    }

    @Override
    public void stage(SealedBatch batch, BatchContent content) throws Exception {
        whileStaging.call();
        use();
        staged.add(batch.batchId());
    }

    @Override
    public void commit(SealedBatch batch, BatchContent content) throws Exception {
        use();
        if (committed.add(batch.batchId())) {
            log.add(name + " " + batch.batchId());
        }
    }

    @Override
    public void abort(SealedBatch batch) {
        staged.remove(batch.batchId());
    }

    @Override
    public CommittedObject committed(SealedBatch batch) {
        return new CommittedObject(
                "https://" + name + "/c/" + batch.batchId(), "c", batch.batchId(), "0x1", "application/gzip", 10);
    }

    @Override
    public void announce(String id, String key, String json, Map<String, String> headers) throws Exception {
        use();
        log.add(name + " " + id);
        announced.add(json);
    }

    @Override
    public void probe() throws Exception {
        use();
    }

    @Override
    public long requests() {
        return requests;
    }

    @Override
    public FailureKind classify(Throwable failure) {
        return FailureKind.TRANSIENT;
    }

    @Override
    public long retryAfterMillis(Throwable failure) {
        return asksToWaitMillis;
    }

    @Override
    public void close() {}
}
