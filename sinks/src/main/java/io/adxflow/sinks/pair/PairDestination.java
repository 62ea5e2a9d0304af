package io.adxflow.sinks.pair;

import io.adxflow.sinks.batch.BatchContent;
import io.adxflow.sinks.batch.CorruptSliceException;
import io.adxflow.sinks.batch.MissingSegmentException;
import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.delivery.Announcer;
import io.adxflow.sinks.delivery.CommittedObject;
import io.adxflow.sinks.delivery.Destination;
import io.adxflow.sinks.delivery.FailureKind;
import io.adxflow.sinks.delivery.FailureScope;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A batch as a blob in one of some storages, then its {@linkplain Notice notice} on one of some hubs, in this order.
 *
 * <p>Which ones is decided when the batch is staged, and never again: by its hash, past those that fail or throttle just then, which
 * rest. Nothing of a batch can be seen before its commit, so that a failed attempt to stage it somewhere leaves nothing; from the first
 * attempt to commit it on, it waits for the place that it was to go to. So a batch is in one storage, and told of on one hub.
 *
 * <p>Thread-safe.
 */
final class PairDestination implements Destination {
    private final PairSettings settings;
    private final Pool storages;
    private final Pool hubs;
    private final Choices choices;
    private final RequestLog requests;
    private final LongSupplier millis;

    /** @param millis a clock */
    PairDestination(PairSettings settings, Pool storages, Pool hubs, Diversions diversions, LongSupplier millis) {
        this.settings = settings;
        this.storages = storages;
        this.hubs = hubs;
        this.choices = new Choices(storages, hubs, diversions);
        this.millis = millis;
        this.requests = new RequestLog(settings, millis);
    }

    @Override
    public void stage(SealedBatch batch, BatchContent content) throws Exception {
        String id = batch.batchId();
        Exception last = null;
        for (Member storage : storages.order(id)) {
            if (storage.isResting()) {
                continue;
            }
            try {
                storage.destination().stage(batch, content);
                storage.succeeded();
            } catch (MissingSegmentException | CorruptSliceException | InterruptedException e) {
                throw e;
            } catch (Exception e) {
                if (isInterruption(e)) {
                    throw e;
                }
                last = new MemberException(storage, storages.isWellWithout(storage), e);
                if (storage.failed(e)) {
                    continue;
                }
                throw last;
            }
            if (!choices.make(id, storage) && choices.of(id).storage() != storage) {
                storage.destination().abort(batch);
            }
            return;
        }
        throw last != null ? last : new IOException("all of " + storages.names() + " are left alone after failures");
    }

    @Override
    public void commit(SealedBatch batch, BatchContent content) throws Exception {
        Choice choice = choices.of(batch.batchId());
        CommittedObject object = attempt(choice.storage(), storages, () -> {
            choice.storage().destination().commit(batch, content);
            return choice.storage().destination().committed(batch);
        });
        Member hub = choice.hub();
        if (hub != null && object != null && hub.destination() instanceof Announcer announcer) {
            Notice notice = new Notice(settings, batch, object);
            attempt(hub, hubs, () -> {
                announcer.announce(batch.batchId(), notice.key(), notice.json(), notice.headers());
                return null;
            });
        }
        choices.forget(batch.batchId());
        requests.look(storages);
    }

    private interface Call<T> {
        @Nullable
        T run() throws Exception;
    }

    private static <T> @Nullable T attempt(Member member, Pool pool, Call<T> call) throws Exception {
        try {
            T result = call.run();
            member.succeeded();
            return result;
        } catch (MissingSegmentException | CorruptSliceException | InterruptedException e) {
            throw e;
        } catch (Exception e) {
            if (isInterruption(e)) {
                throw e;
            }
            member.failed(e);
            throw new MemberException(member, pool.isWellWithout(member), e);
        }
    }

    private static boolean isInterruption(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof InterruptedException) {
                return true;
            }
        }
        return false;
    }

    /** Of all storages. */
    @Override
    public void sync() throws Exception {
        for (Member storage : storages.members()) {
            attempt(storage, storages, () -> {
                storage.destination().sync();
                return null;
            });
        }
    }

    @Override
    public boolean commitsAreDurable() {
        return storages.members().stream()
                .allMatch(storage -> storage.destination().commitsAreDurable());
    }

    @Override
    public void abort(SealedBatch batch) throws Exception {
        Choice choice = choices.of(batch.batchId());
        choice.storage().destination().abort(batch);
        choices.forget(batch.batchId());
    }

    @Override
    public void sweep() throws Exception {
        choices.sweep(millis.getAsLong());
        for (Member storage : storages.members()) {
            storage.destination().sweep();
        }
    }

    /** Good when one storage and one hub are: what was to go to others waits for them. */
    @Override
    public void probe() throws Exception {
        for (Pool pool : List.of(storages, hubs)) {
            Exception last = null;
            boolean good = pool.members().isEmpty();
            for (Member member : pool.members()) {
                try {
                    member.destination().probe();
                    good = true;
                } catch (InterruptedException e) {
                    throw e;
                } catch (Exception e) {
                    last = new MemberException(member, good, e);
                }
            }
            if (!good && last != null) {
                throw last;
            }
        }
    }

    @Override
    public List<String> diagnose(Collection<String> databases) throws Exception {
        List<String> problems = new ArrayList<>();
        for (Pool pool : List.of(storages, hubs)) {
            for (Member member : pool.members()) {
                try {
                    member.destination()
                            .diagnose(databases)
                            .forEach(problem -> problems.add(member.name() + ": " + problem));
                } catch (InterruptedException e) {
                    throw e;
                } catch (Exception e) {
                    problems.add(member.name() + ": " + e);
                }
            }
        }
        return problems;
    }

    @Override
    public long requests() {
        return storages.members().stream()
                .mapToLong(storage -> storage.destination().requests())
                .sum();
    }

    @Override
    public FailureKind classify(Throwable failure) {
        if (failure instanceof MemberException of) {
            return of.member().destination().classify(of.failure());
        }
        return failure instanceof IllegalStateException ? FailureKind.CONFIGURATION : FailureKind.TRANSIENT;
    }

    /** One of a pool that fails is its own batches' trouble alone, while another one is well. */
    @Override
    public FailureScope scope(Throwable failure) {
        if (failure instanceof MemberException of) {
            FailureScope scope = of.member().destination().scope(of.failure());
            return scope == FailureScope.DESTINATION && of.othersAreWell() ? FailureScope.TABLE : scope;
        }
        return failure instanceof IllegalStateException ? FailureScope.TABLE : FailureScope.DESTINATION;
    }

    @Override
    public long retryAfterMillis(Throwable failure) {
        return failure instanceof MemberException of && !of.othersAreWell()
                ? of.member().destination().retryAfterMillis(of.failure())
                : 0;
    }

    @Override
    public void close() throws Exception {
        Exception first = null;
        for (Pool pool : List.of(storages, hubs)) {
            for (Member member : pool.members()) {
                try {
                    member.destination().close();
                } catch (Exception e) {
                    first = first == null ? e : first;
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
