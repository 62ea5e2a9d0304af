package io.adxflow.sinks.kusto.tables;

import io.adxflow.sinks.batch.TableSchema;
import io.adxflow.sinks.delivery.FailureKind;
import io.adxflow.sinks.delivery.FailureScope;
import io.adxflow.sinks.delivery.Threads;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes databases ready for batches: tables, mappings, and once per database functions and policies.
 *
 * <ul>
 *   <li>What is ready is remembered per database, table and schema, so that a new column is added at once, and asked for again when it was
 *       not used for long or {@linkplain #forget forgotten}.
 *   <li>Requests that come while commands run are gathered and go together, up to {@value #MAX_GROUP} tables at a time.
 *   <li>A failure is remembered and given as an answer until its pause is over, 1 s doubled up to a minute. A table that was refused is
 *       asked for alone from then on.
 *   <li>A column's type is never altered: the engine refuses, and that is said.
 * </ul>
 *
 * <p>Thread-safe. Commands run in threads of its own, so a caller that is interrupted takes nobody else's answer with it.
 */
public final class TableProvisioner implements AutoCloseable {
    static final int MAX_GROUP = 100;
    static final int MAX_READY = 100_000;
    static final int MAX_PREPARED = 10_000;
    static final int WORKERS_PER_DATABASE = 2;
    static final int FEW_TABLES = 8;
    private static final int MAX_THREADS = 8;

    /** Requests of one database that nobody works on yet, and how many work on others of it. */
    private static final class Lane {
        final String database;
        final Deque<TableRequest> waiting = new ArrayDeque<>();
        int workers;

        Lane(String database) {
            this.database = database;
        }
    }

    private final TableCommands tableCommands;
    private final DatabaseSetup setup;
    private final ExecutorService workers;

    private final LruMap<TableRequest.Key, Boolean> ready = new LruMap<>(MAX_READY);
    private final FailedTables failed;
    private final Map<TableRequest.Key, CompletableFuture<@Nullable Void>> inFlight = new HashMap<>();
    private final Map<String, Lane> lanes = new HashMap<>();
    private volatile boolean closed;

    public TableProvisioner(ManagementCommands commands, ProvisioningSettings settings) {
        this(commands, settings, System::currentTimeMillis, Threads.pool("provision", MAX_THREADS));
    }

    /** @param clock epoch milliseconds */
    TableProvisioner(
            ManagementCommands commands, ProvisioningSettings settings, LongSupplier clock, ExecutorService workers) {
        this.tableCommands = new TableCommands(commands, settings.createTables());
        this.setup = new DatabaseSetup(commands, settings, clock, () -> closed);
        this.failed = new FailedTables(clock);
        this.workers = workers;
    }

    /** The name of the table's CSV mapping for this schema, as adx-mon computes it. */
    public static String mappingName(String table, TableSchema schema) {
        return IngestionMapping.name(table, schema);
    }

    /**
     * Returns when the table has these columns and the mapping {@link #mappingName}; at once when that is known. Blocks while commands run.
     *
     * @throws ProvisioningException when it failed, now or shortly before
     */
    public void ensure(String database, String table, TableSchema schema)
            throws ProvisioningException, InterruptedException {
        CompletableFuture<@Nullable Void> answer = answer(checked(database, table, schema), Integer.MAX_VALUE);
        if (answer != null) {
            try {
                answer.get();
            } catch (ExecutionException e) {
                throw failure(e);
            }
        }
    }

    /**
     * The same for a caller that can come again: false when the table is not ready after a while. While more than {@value #FEW_TABLES} are
     * being made that is at once, since many callers that wait a little each would wait for long together.
     *
     * @param longestMillis to wait while few tables are being made
     */
    public boolean ensureSoon(String database, String table, TableSchema schema, long longestMillis)
            throws ProvisioningException, InterruptedException {
        CompletableFuture<@Nullable Void> answer = answer(checked(database, table, schema), Integer.MAX_VALUE);
        if (answer == null) {
            return true;
        }
        try {
            answer.get(waitingTables() > FEW_TABLES ? 0 : longestMillis, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw failure(e);
        }
    }

    /** Not the one that all who wait share: each has its own stack. */
    private static ProvisioningException failure(ExecutionException e) {
        if (e.getCause() instanceof ProvisioningException known) {
            return new ProvisioningException(
                    known.kind(), known.scope(), String.valueOf(known.getMessage()), known.getCause());
        }
        throw new IllegalStateException(e);
    }

    /**
     * Asks for the same without waiting, so that many new tables are made together before their batches are committed. Does nothing when
     * {@value #MAX_PREPARED} tables wait already; failures come out of {@link #ensure}.
     */
    public void prepare(String database, String table, TableSchema schema) throws ProvisioningException {
        var unused = answer(checked(database, table, schema), MAX_PREPARED);
    }

    /** Forgets that the table is ready, after the engine said that it or its mapping is not there. */
    public synchronized void forget(String database, String table) {
        ready.keySet()
                .removeIf(key -> key.table().equals(table) && key.database().equals(database));
    }

    /** Tables and schemas known to be ready; at most {@value #MAX_READY}. */
    public synchronized int readyTables() {
        return ready.size();
    }

    /** Tables and schemas whose last attempt failed; at most {@value FailedTables#MAX_SIZE}. */
    public synchronized int failedTables() {
        return failed.size();
    }

    /** Tables and schemas asked for and not answered. */
    public synchronized int waitingTables() {
        return inFlight.size();
    }

    /** Databases that have not all functions and policies, see the log. */
    public int incompleteDatabases() {
        return setup.incompleteDatabases();
    }

    /** Stops the threads without waiting for them; who waits for an answer gets a failure. */
    @Override
    public void close() {
        List<CompletableFuture<@Nullable Void>> unanswered;
        synchronized (this) {
            closed = true;
            unanswered = new ArrayList<>(inFlight.values());
            inFlight.clear();
            lanes.clear();
        }
        workers.shutdownNow();
        unanswered.forEach(answer -> answer.completeExceptionally(closedException()));
    }

    private static TableRequest checked(String database, String table, TableSchema schema)
            throws ProvisioningException {
        try {
            return TableRequest.checked(database, table, schema);
        } catch (IllegalArgumentException e) {
            throw new ProvisioningException(
                    FailureKind.PERMANENT, FailureScope.TABLE, "not a table that Kusto can have: " + e.getMessage(), e);
        }
    }

    /** Null when the table is ready. */
    private @Nullable CompletableFuture<@Nullable Void> answer(TableRequest request, int maxWaiting) {
        CompletableFuture<@Nullable Void> answer;
        Lane lane;
        synchronized (this) {
            if (closed) {
                return CompletableFuture.failedFuture(closedException());
            }
            if (ready.get(request.key()) != null) {
                return null;
            }
            CompletableFuture<@Nullable Void> asked = inFlight.get(request.key());
            if (asked != null) {
                return asked;
            }
            ProvisioningException failure = failed.answer(request);
            if (failure != null) {
                return CompletableFuture.failedFuture(failure);
            }
            if (inFlight.size() >= maxWaiting) {
                return null;
            }
            answer = new CompletableFuture<>();
            inFlight.put(request.key(), answer);
            lane = lanes.computeIfAbsent(request.key().database(), Lane::new);
            lane.waiting.add(request);
            if (lane.workers == WORKERS_PER_DATABASE) {
                return answer;
            }
            lane.workers++;
        }
        try {
            workers.execute(() -> work(lane));
        } catch (RuntimeException e) {
            answer.completeExceptionally(closedException());
        }
        return answer;
    }

    private void work(Lane lane) {
        for (List<TableRequest> group = take(lane); !group.isEmpty(); group = take(lane)) {
            Map<TableRequest, Throwable> failures = new HashMap<>();
            try {
                failures.putAll(tableCommands.run(lane.database, group));
            } catch (Throwable e) {
                group.forEach(request -> failures.put(request, e));
            }
            for (TableRequest request : group) {
                settle(request, failures.get(request));
            }
            if (failures.size() < group.size()) {
                setup.run(lane.database);
            }
        }
    }

    /** The next requests that go together; empty, and the worker is counted off, when there are none. */
    private synchronized List<TableRequest> take(Lane lane) {
        TableRequest first = closed ? null : lane.waiting.poll();
        if (first == null) {
            if (--lane.workers == 0) {
                lanes.remove(lane.database, lane);
            }
            return List.of();
        }
        List<TableRequest> group = new ArrayList<>(List.of(first));
        if (failed.wasRefused(first)) {
            return group;
        }
        Set<String> tables = new HashSet<>(Set.of(first.table()));
        Iterator<TableRequest> waiting = lane.waiting.iterator();
        while (waiting.hasNext() && group.size() < MAX_GROUP) {
            TableRequest next = waiting.next();
            if (!failed.wasRefused(next) && tables.add(next.table())) {
                group.add(next);
                waiting.remove();
            }
        }
        return group;
    }

    private void settle(TableRequest request, @Nullable Throwable cause) {
        CompletableFuture<@Nullable Void> answer;
        ProvisioningException failure = null;
        synchronized (this) {
            answer = inFlight.remove(request.key());
            if (cause == null) {
                failed.remove(request);
                ready.put(request.key(), true);
            } else {
                failure = failed.add(request, cause);
            }
        }
        if (answer == null) {
            return;
        }
        if (failure == null) {
            answer.complete(null);
        } else {
            answer.completeExceptionally(failure);
        }
    }

    private static ProvisioningException closedException() {
        return new ProvisioningException(
                FailureKind.TRANSIENT,
                FailureScope.DESTINATION,
                "closed",
                new IllegalStateException("provisioner is closed"));
    }
}
