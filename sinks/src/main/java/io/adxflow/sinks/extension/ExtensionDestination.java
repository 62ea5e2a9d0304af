package io.adxflow.sinks.extension;

import io.adxflow.sdk.destination.Batch;
import io.adxflow.sdk.destination.DestinationKind;
import io.adxflow.sdk.destination.Failure;
import io.adxflow.sdk.host.Extension;
import io.adxflow.sinks.batch.BatchContent;
import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.batch.TableSchema;
import io.adxflow.sinks.delivery.Destination;
import io.adxflow.sinks.delivery.FailureKind;
import io.adxflow.sinks.delivery.FailureScope;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A destination of an extension, which is opened when it is first needed, in a thread of the lane, so that one that does not come back
 * holds up its own moniker alone. Its faults become failures of the lane's.
 */
final class ExtensionDestination implements Destination {
    private static final Logger LOG = LoggerFactory.getLogger(ExtensionDestination.class);

    private final Extension<DestinationKind> extension;
    private final String moniker;
    private final Map<String, String> options;
    private final ReentrantLock opening = new ReentrantLock();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final AtomicBoolean complained = new AtomicBoolean();
    private volatile io.adxflow.sdk.destination.@Nullable Destination opened;

    ExtensionDestination(Extension<DestinationKind> extension, String moniker, Map<String, String> options) {
        this.extension = extension;
        this.moniker = moniker;
        this.options = Map.copyOf(options);
    }

    private interface Step {
        void run(io.adxflow.sdk.destination.Destination destination) throws Exception;
    }

    private void run(Step step) throws Exception {
        io.adxflow.sdk.destination.Destination destination = destination();
        extension.run(kind -> {
            step.run(destination);
            return kind;
        });
    }

    private io.adxflow.sdk.destination.Destination destination() throws Exception {
        io.adxflow.sdk.destination.Destination known = opened;
        if (known != null) {
            return known;
        }
        // Not synchronized: who waits can be interrupted.
        opening.lockInterruptibly();
        try {
            known = opened;
            if (known == null) {
                known = Objects.requireNonNull(
                        extension.run(kind -> kind.open(moniker, options)), "the destination that was opened");
                opened = known;
                closeIfLate(known);
            }
            return known;
        } finally {
            opening.unlock();
        }
    }

    private void closeIfLate(io.adxflow.sdk.destination.Destination destination) throws InterruptedException {
        if (closed.get()) {
            close(destination);
            throw new InterruptedException("closed");
        }
    }

    @Override
    public void stage(SealedBatch batch, BatchContent content) throws Exception {
        CheckedContent checked = new CheckedContent(content);
        run(destination -> destination.stage(batch(batch), checked));
        checked.rethrow();
    }

    @Override
    public void commit(SealedBatch batch, BatchContent content) throws Exception {
        CheckedContent checked = new CheckedContent(content);
        run(destination -> destination.commit(batch(batch), checked));
        checked.rethrow();
    }

    @Override
    public void sync() throws Exception {
        run(io.adxflow.sdk.destination.Destination::sync);
    }

    @Override
    public void abort(SealedBatch batch) throws Exception {
        run(destination -> destination.abort(batch(batch)));
    }

    @Override
    public void sweep() throws Exception {
        run(io.adxflow.sdk.destination.Destination::sweep);
    }

    @Override
    public void probe() throws Exception {
        run(io.adxflow.sdk.destination.Destination::probe);
    }

    @Override
    public List<String> diagnose(Collection<String> databases) throws Exception {
        io.adxflow.sdk.destination.Destination destination = destination();
        return List.copyOf(extension.run(kind -> destination.diagnose(List.copyOf(databases))));
    }

    @Override
    public FailureKind classify(Throwable failure) {
        if (isOfItsCode(failure)) {
            return FailureKind.CONFIGURATION;
        }
        return switch (told(failure).kind()) {
            case TRANSIENT -> FailureKind.TRANSIENT;
            case CONFIGURATION -> FailureKind.CONFIGURATION;
            case PERMANENT -> FailureKind.PERMANENT;
            case PENDING -> FailureKind.PENDING;
        };
    }

    @Override
    public FailureScope scope(Throwable failure) {
        if (isOfItsCode(failure)) {
            return FailureScope.DESTINATION;
        }
        return switch (told(failure).scope()) {
            case DESTINATION -> FailureScope.DESTINATION;
            case DATABASE -> FailureScope.DATABASE;
            case TABLE -> FailureScope.TABLE;
        };
    }

    @Override
    public long retryAfterMillis(Throwable failure) {
        return Math.max(0, told(failure).retryAfter().toMillis());
    }

    /** A class that is missing, or made for another version: no other attempt helps, and no batch is to blame. */
    private static boolean isOfItsCode(Throwable failure) {
        return failure instanceof LinkageError;
    }

    private Failure told(Throwable failure) {
        io.adxflow.sdk.destination.Destination destination = opened;
        if (destination == null) {
            return Failure.away();
        }
        try {
            return extension.run(kind -> complete(destination.classify(failure)));
        } catch (Throwable e) {
            if (complained.compareAndSet(false, true)) {
                LOG.warn(
                        "Moniker {}: its extension {} cannot tell what {} means: {}",
                        moniker,
                        extension.file(),
                        failure,
                        String.valueOf(e));
            }
            return Failure.away();
        }
    }

    private static Failure complete(@Nullable Failure told) {
        return told == null || told.kind() == null || told.scope() == null || told.retryAfter() == null
                ? Failure.away()
                : told;
    }

    private static Batch batch(SealedBatch batch) {
        return new Batch(
                batch.batchId(),
                batch.key().database(),
                batch.key().table(),
                TableSchema.parse(batch.key().schema()).columns().stream()
                        .map(column -> new Batch.Column(column.name(), column.type()))
                        .toList(),
                batch.rows(),
                batch.rawBytes(),
                batch.minTimestampMillis(),
                batch.maxTimestampMillis(),
                batch.sealedAtMillis());
    }

    /** Waits for nothing: who closes is the job, and must go on. */
    @Override
    public void close() {
        closed.set(true);
        io.adxflow.sdk.destination.Destination destination = opened;
        if (destination != null) {
            close(destination);
        }
    }

    private void close(io.adxflow.sdk.destination.Destination destination) {
        Thread thread = new Thread(
                () -> {
                    try {
                        extension.run(kind -> {
                            destination.close();
                            return kind;
                        });
                    } catch (Throwable e) {
                        LOG.warn(
                                "Moniker {}: its extension {} did not close: {}",
                                moniker,
                                extension.file(),
                                String.valueOf(e));
                    }
                },
                "close-" + moniker);
        thread.setDaemon(true);
        thread.start();
    }
}
