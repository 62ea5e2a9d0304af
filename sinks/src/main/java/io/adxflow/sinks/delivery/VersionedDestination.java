package io.adxflow.sinks.delivery;

import io.adxflow.sinks.batch.BatchContent;
import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.batch.TableSchema;
import io.adxflow.sinks.schema.ColumnConflictException;
import io.adxflow.sinks.schema.TableId;
import io.adxflow.sinks.schema.TableVersion.Resolved;
import io.adxflow.sinks.schema.TableVersions;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gives each batch to a destination with its table's version, and its columns under the names that they have there: a column whose name
 * another type has is called otherwise, so that no batch is refused for it. What a table at the destination has in truth is learned when it
 * refuses, and remembered for all.
 */
final class VersionedDestination implements Destination {
    /** Of one step: somebody would have to change a table's columns again and again. */
    private static final int MOST_CONFLICTS = 3;

    private final Destination destination;
    private final TableVersions versions;
    private final boolean publishes;

    /** @param publishes whether tables' versions are to become rows there */
    VersionedDestination(Destination destination, TableVersions versions, boolean publishes) {
        this.destination = destination;
        this.versions = versions;
        this.publishes = publishes;
    }

    /** The versions cannot be read or made now. */
    static final class NoVersionException extends IOException {
        NoVersionException(IOException cause) {
            super("the table's versions, under schemas in storage.directory, cannot be read or made: " + cause, cause);
        }
    }

    private interface Step {
        void run(SealedBatch batch) throws Exception;
    }

    @Override
    public void stage(SealedBatch batch, BatchContent content) throws Exception {
        run(batch, resolved -> destination.stage(resolved, content));
    }

    @Override
    public void commit(SealedBatch batch, BatchContent content) throws Exception {
        run(batch, resolved -> destination.commit(resolved, content));
        if (publishes) {
            publish(batch);
        }
    }

    private void publish(SealedBatch batch) throws IOException {
        try {
            versions.publish(
                    batch.key().moniker(),
                    new TableId(batch.key().database(), batch.key().table()));
        } catch (IOException e) {
            throw new NoVersionException(e);
        }
    }

    private void run(SealedBatch batch, Step step) throws Exception {
        SealedBatch resolved = resolved(batch);
        for (int attempt = 0; ; attempt++) {
            try {
                step.run(resolved);
                return;
            } catch (Exception e) {
                ColumnConflictException conflict = conflict(e);
                if (conflict == null || attempt == MOST_CONFLICTS) {
                    throw e;
                }
                resolved = learned(batch, conflict.real());
            }
        }
    }

    private static @Nullable ColumnConflictException conflict(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ColumnConflictException conflict) {
                return conflict;
            }
        }
        return null;
    }

    private SealedBatch resolved(SealedBatch batch) throws IOException {
        try {
            return with(batch, versions.resolve(batch.key()));
        } catch (IOException e) {
            throw new NoVersionException(e);
        }
    }

    private SealedBatch learned(SealedBatch batch, List<TableSchema.Column> real) throws IOException {
        try {
            return with(batch, versions.learn(batch.key(), real));
        } catch (IOException e) {
            throw new NoVersionException(e);
        }
    }

    private static SealedBatch with(SealedBatch batch, Resolved resolved) {
        return batch.resolved(resolved.schema(), resolved.version());
    }

    @Override
    public void sync() throws Exception {
        destination.sync();
    }

    @Override
    public boolean commitsAreDurable() {
        return destination.commitsAreDurable();
    }

    @Override
    public void abort(SealedBatch batch) throws Exception {
        destination.abort(batch);
    }

    @Override
    public void sweep() throws Exception {
        destination.sweep();
    }

    @Override
    public long confirm(VerdictListener listener) throws Exception {
        return destination.confirm(listener);
    }

    @Override
    public void probe() throws Exception {
        destination.probe();
    }

    @Override
    public FailureKind classify(Throwable failure) {
        if (failure instanceof NoVersionException) {
            return FailureKind.TRANSIENT;
        }
        ColumnConflictException conflict = conflict(failure);
        return conflict == null ? destination.classify(failure) : FailureKind.TRANSIENT;
    }

    /** What is about versions concerns the table alone: nobody else's batch is to wait. */
    @Override
    public FailureScope scope(Throwable failure) {
        return failure instanceof NoVersionException || conflict(failure) != null
                ? FailureScope.TABLE
                : destination.scope(failure);
    }

    @Override
    public long retryAfterMillis(Throwable failure) {
        return failure instanceof NoVersionException ? 0 : destination.retryAfterMillis(failure);
    }

    @Override
    public @Nullable CommittedObject committed(SealedBatch batch) throws Exception {
        return destination.committed(batch);
    }

    @Override
    public long requests() {
        return destination.requests();
    }

    @Override
    public List<String> diagnose(Collection<String> databases) throws Exception {
        return destination.diagnose(databases);
    }

    @Override
    public void close() throws Exception {
        destination.close();
    }
}
