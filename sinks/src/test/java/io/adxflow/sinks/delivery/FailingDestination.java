package io.adxflow.sinks.delivery;

import io.adxflow.sinks.batch.BatchContent;
import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.storage.StorageSettings;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A directory that fails on demand. Kind {@code failing}, options {@code path} and {@code faults}, the name of the
 * {@link Faults} that tell it when; they are of this JVM, as the cluster of a test is.
 */
public final class FailingDestination implements Destination {
    private static final Map<String, Faults> FAULTS = new ConcurrentHashMap<>();

    private final Destination target;
    private final Faults faults;

    private FailingDestination(Destination target, Faults faults) {
        this.target = target;
        this.faults = faults;
    }

    static Faults faults(String name) {
        return FAULTS.computeIfAbsent(name, any -> new Faults());
    }

    @Override
    public void stage(SealedBatch batch, BatchContent content) throws Exception {
        faults.at(Point.BEFORE_STAGE);
        faults.stages.merge(batch.key().database(), 1, Integer::sum);
        target.stage(batch, content);
        faults.at(Point.AFTER_STAGE);
    }

    @Override
    public void commit(SealedBatch batch, BatchContent content) throws Exception {
        faults.commits.incrementAndGet();
        faults.at(Point.BEFORE_COMMIT);
        faults.enter(batch.key().database());
        target.commit(batch, content);
        faults.latencies.add(new Latency(batch.key().database(), System.currentTimeMillis() - batch.sealedAtMillis()));
        faults.at(Point.AFTER_COMMIT);
    }

    @Override
    public void sync() throws Exception {
        faults.at(Point.SYNC);
        target.sync();
    }

    @Override
    public boolean commitsAreDurable() {
        return faults.commitsAreDurable;
    }

    @Override
    public void abort(SealedBatch batch) throws Exception {
        target.abort(batch);
    }

    @Override
    public void sweep() throws Exception {
        target.sweep();
    }

    /** Has nothing to say, unless told that it decides later; then it is to be asked without a pause. */
    @Override
    public long confirm(VerdictListener listener) throws Exception {
        faults.confirms.incrementAndGet();
        faults.at(Point.CONFIRM);
        if (!faults.decidesLater) {
            return NEVER;
        }
        listener.open(0, 0, 0, "");
        return 0;
    }

    @Override
    public void probe() throws Exception {
        faults.at(Point.PROBE);
        target.probe();
    }

    @Override
    public FailureKind classify(Throwable failure) {
        if (failure instanceof Refused) {
            return FailureKind.CONFIGURATION;
        }
        return failure instanceof Fault fault ? fault.kind : target.classify(failure);
    }

    @Override
    public FailureScope scope(Throwable failure) {
        return failure instanceof Refused ? FailureScope.DATABASE : target.scope(failure);
    }

    @Override
    public void close() throws Exception {
        target.close();
    }

    enum Point {
        BEFORE_STAGE,
        AFTER_STAGE,
        BEFORE_COMMIT,
        AFTER_COMMIT,
        SYNC,
        PROBE,
        CONFIRM
    }

    static final class Fault extends Exception {
        private final FailureKind kind;

        Fault(Point point, FailureKind kind) {
            super("injected at " + point);
            this.kind = kind;
        }
    }

    /** How long a batch took from its seal to its commit. */
    record Latency(String database, long millis) {}

    /** As of a database that is not there, or that does not let us in. */
    static final class Refused extends Exception {
        Refused(String why) {
            super(why);
        }

        @Override
        public String toString() {
            return String.valueOf(getMessage());
        }
    }

    /** What is to go wrong, by point: the next n calls. */
    static final class Faults {
        private final Map<Point, AtomicInteger> left = new ConcurrentHashMap<>();
        private final Map<Point, FailureKind> kinds = new ConcurrentHashMap<>();
        private final Map<Point, CountDownLatch> hanging = new ConcurrentHashMap<>();
        private final Map<Point, AtomicInteger> passing = new ConcurrentHashMap<>();
        private final Map<String, String> refusing = new ConcurrentHashMap<>();

        /** How long an engine takes to refuse. */
        volatile long refusalMillis;

        /** Attempts that a refusing database saw. */
        final Map<String, Integer> refusals = new ConcurrentHashMap<>();

        /** By database. */
        final Map<String, Integer> stages = new ConcurrentHashMap<>();

        final Queue<Latency> latencies = new ConcurrentLinkedQueue<>();

        volatile boolean commitsAreDurable;
        final AtomicInteger commits = new AtomicInteger();
        final AtomicInteger injected = new AtomicInteger();

        /** Whether it gives verdicts after the commit. */
        volatile boolean decidesLater;

        final AtomicInteger confirms = new AtomicInteger();

        Faults fail(Point point, int calls, FailureKind kind) {
            kinds.put(point, kind);
            left.put(point, new AtomicInteger(calls));
            return this;
        }

        /** Lets this many calls pass, and the next ones hang. */
        Faults hangAfter(Point point, int calls) {
            passing.put(point, new AtomicInteger(calls));
            return hang(point);
        }

        /** Lets calls hang until they are interrupted or healed. */
        Faults hang(Point point) {
            hanging.put(point, new CountDownLatch(1));
            return this;
        }

        /** Lets a database refuse every commit, until it {@linkplain #take takes} them. */
        Faults refuse(String database, String why) {
            refusing.put(database, why);
            return this;
        }

        void take(String database) {
            refusing.remove(database);
        }

        private void enter(String database) throws Refused {
            String why = refusing.get(database);
            if (why != null) {
                refusals.merge(database, 1, Integer::sum);
                LockSupport.parkNanos(refusalMillis * 1_000_000L);
                throw new Refused(why);
            }
        }

        void heal() {
            hanging.values().forEach(CountDownLatch::countDown);
            hanging.clear();
            left.clear();
        }

        private void at(Point point) throws Fault, InterruptedException {
            CountDownLatch latch = hanging.get(point);
            AtomicInteger free = passing.get(point);
            if (latch != null && (free == null || free.getAndDecrement() <= 0)) {
                latch.await();
            }
            AtomicInteger calls = left.get(point);
            if (calls != null && calls.getAndDecrement() > 0) {
                injected.incrementAndGet();
                throw new Fault(point, kinds.get(point));
            }
        }
    }

    /** Registered for tests. */
    public static final class Factory implements DestinationFactory {
        @Override
        public String kind() {
            return "failing";
        }

        @Override
        public List<String> validate(MonikerSpec moniker) {
            return List.of();
        }

        @Override
        public Destination open(MonikerSpec moniker, StorageSettings storage) throws Exception {
            @Nullable String path = moniker.options().get("path");
            MonikerSpec directory = new MonikerSpec(moniker.name(), "directory", Map.of("path", String.valueOf(path)));
            return new FailingDestination(
                    Destinations.open(directory, moniker.name(), storage),
                    faults(moniker.options().get("faults")));
        }
    }
}
