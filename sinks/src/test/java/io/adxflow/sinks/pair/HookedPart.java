package io.adxflow.sinks.pair;

import io.adxflow.sinks.batch.BatchContent;
import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.delivery.Announcer;
import io.adxflow.sinks.delivery.CommittedObject;
import io.adxflow.sinks.delivery.Destination;
import io.adxflow.sinks.delivery.FailureKind;
import io.adxflow.sinks.delivery.FailureScope;
import java.util.Map;

/** A real storage or hub of a pair, before and after whose steps something happens, such as the end of the process. */
final class HookedPart implements Destination, Announcer {
    private final Destination target;
    private final Hook hook;

    HookedPart(Destination target, Hook hook) {
        this.target = target;
        this.hook = hook;
    }

    enum Point {
        BEFORE_BLOB,
        AFTER_BLOB,
        BEFORE_NOTICE,
        AFTER_NOTICE
    }

    interface Hook {
        void at(Point point) throws Exception;
    }

    @Override
    public void stage(SealedBatch batch, BatchContent content) throws Exception {
        target.stage(batch, content);
    }

    @Override
    public void commit(SealedBatch batch, BatchContent content) throws Exception {
        hook.at(Point.BEFORE_BLOB);
        target.commit(batch, content);
        hook.at(Point.AFTER_BLOB);
    }

    @Override
    public CommittedObject committed(SealedBatch batch) throws Exception {
        return target.committed(batch);
    }

    @Override
    public void announce(String id, String key, String json, Map<String, String> headers) throws Exception {
        hook.at(Point.BEFORE_NOTICE);
        ((Announcer) target).announce(id, key, json, headers);
        hook.at(Point.AFTER_NOTICE);
    }

    @Override
    public void sync() throws Exception {
        target.sync();
    }

    @Override
    public void probe() throws Exception {
        target.probe();
    }

    @Override
    public FailureKind classify(Throwable failure) {
        return target.classify(failure);
    }

    @Override
    public FailureScope scope(Throwable failure) {
        return target.scope(failure);
    }

    @Override
    public long retryAfterMillis(Throwable failure) {
        return target.retryAfterMillis(failure);
    }

    @Override
    public void close() throws Exception {
        target.close();
    }
}
